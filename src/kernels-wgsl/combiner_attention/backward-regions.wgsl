// Backward of Combiner's attention to the summaries: each region gathers from the queries that read it, which are neighbours.
// Equation: dkbar_r = scale sum_i ds_ir q_i, dvbar_r = sum_i p_ir dy_i, over the readers i of r
// Shapes: as forward; dy [B,T,H*D]; dsummary [B,regions,2*H*D]
// Launch: a thread owns one region of one head and walks its readers; 64 threads; no barriers.
// Numerics: f32, reader by reader; regions without readers get zeros.
// Source: FlashAttention-2, algorithm 2 (arXiv 2307.08691), on Combiner's key set.
// Truth: combinerAttentionBackwardReference in reference.ts
//: insert COMBINER_HEAD
@group(0) @binding(3) var<storage, read> y: array<Pack>;
@group(0) @binding(4) var<storage, read> lse: array<f32>;
@group(0) @binding(5) var<storage, read> dy: array<Pack>;
@group(0) @binding(6) var<storage, read_write> dsummary: array<Pack>;

@compute @workgroup_size(64)
fn combiner_attention_backward_regions(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let head = owner % params.heads;
  let region = owner / params.heads % params.regions;
  let batch = owner / params.heads / params.regions;
  let part = params.heads * P;
  let span = region_span(region);
  let own = summary_start(batch, region, head);
  //: for p in 0..P
  let k${p} = params.scale * summary[own + ${p}u];
  let v${p} = summary[own + part + ${p}u];
  var dk${p} = Pack(0.0);
  var dv${p} = Pack(0.0);
  //: end
  let is_read = span.x < span.y;
  for (var i = select(span.z, span.y, is_read); i < span.z; i++) {
    let at = row_start(batch, i, head);
    let row = output_start(batch, i, head);
    let weight = exp(pack_sum($[p: 0..P| + |k${p} * qkv[at + ${p}u]]) - lse[(batch * params.tokens + i) * params.heads + head]);
    let slope = params.scale * weight * pack_sum($[p: 0..P| + |dy[row + ${p}u] * (v${p} - y[row + ${p}u])]);
    //: for p in 0..P
    dk${p} += slope * qkv[at + ${p}u];
    dv${p} += weight * dy[row + ${p}u];
    //: end
  }
  //: for p in 0..P
  dsummary[own + ${p}u] = dk${p};
  dsummary[own + part + ${p}u] = dv${p};
  //: end
}
