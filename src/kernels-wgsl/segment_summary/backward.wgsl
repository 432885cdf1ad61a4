// Backward of the summaries of one level of regions, which do not overlap; adds to what the levels before it left.
// Equation: dl_j = scale w_j (v_j . dvbar - vbar . dvbar); dv_j += w_j dvbar, dk_j += dl_j qbar + pool'(dkbar)_j,
//   dq_j += pool'(sum_j dl_j k_j)_j; pool' spreads a mean over all, hands a maximum to the first token that has it.
// Shapes: qkv, dqkv [B,T,3*H*D]; summary, dsummary [B,regions,2*H*D]; lse [B,regions,H]
// Launch: a thread owns one region of one head and walks its tokens three times; 64 threads; no barriers.
// Numerics: f32, token by token.
// Source: Ren et al. 2021, Combiner (arXiv 2107.05768), differentiated.
// Truth: segmentSummaryBackwardReference in reference.ts
//: insert SUMMARY_HEAD
@group(0) @binding(2) var<storage, read> summary: array<Pack>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read> dsummary: array<Pack>;
@group(0) @binding(5) var<storage, read_write> dqkv: array<Pack>;

@compute @workgroup_size(64)
fn segment_summary_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let head = owner % params.heads;
  let region = params.first_region + owner / params.heads % params.region_count;
  let batch = owner / params.heads / params.region_count;
  let span = region_span(region);
  if (span.x == span.y) { return; }
  //: insert POOL
  let own = ((batch * params.regions + region) * 2u * params.heads + head) * P;
  let log_total = lse[(batch * params.regions + region) * params.heads + head];
  //: for p in 0..P
  let dk${p} = dsummary[own + ${p}u];
  let dv${p} = dsummary[own + part + ${p}u];
  var dq${p} = Pack(0.0);
  //: end
  let mean = pack_sum($[p: 0..P| + |dv${p} * summary[own + part + ${p}u]]);
  for (var j = span.x; j < span.y; j++) {
    let at = row_start(batch, j, head);
    //: for p in 0..P
    let key${p} = qkv[at + part + ${p}u];
    //: end
    let weight = exp(params.scale * pack_sum($[p: 0..P| + |q${p} * key${p}]) - log_total);
    let slope = params.scale * weight * (pack_sum($[p: 0..P| + |dv${p} * qkv[at + 2u * part + ${p}u]]) - mean);
    //: for p in 0..P
    dq${p} += slope * key${p};
    //: if MAX
    dqkv[at + part + ${p}u] += slope * q${p} + select(Pack(0.0), dk${p}, k_at${p} == Index(j));
    //: else
    dqkv[at + part + ${p}u] += slope * q${p} + share * dk${p};
    //: end
    dqkv[at + 2u * part + ${p}u] += weight * dv${p};
    //: end
  }
  for (var j = span.x; j < span.y; j++) {
    let at = row_start(batch, j, head);
    //: for p in 0..P
    //: if MAX
    dqkv[at + ${p}u] += select(Pack(0.0), dq${p}, q_at${p} == Index(j));
    //: else
    dqkv[at + ${p}u] += share * dq${p};
    //: end
    //: end
  }
}
