// Backward of Combiner's attention to the packed rows: each token as a query, and as a key and value of its segment.
// Equation: p = exp(scale q_i . k - lse_i), ds = p (dy_i . v - dy_i . y_i); dq_i = scale sum ds k over all it sees,
//   dk_i = scale sum ds q_j, dv_i = sum p dy_j over the queries j >= i of its segment
// Shapes: as forward; dy [B,T,H*D]; dqkv [B,T,3*H*D]
// Launch: a thread owns one token of one head; 64 threads; no barriers.
// Numerics: f32, token by token; dy . y is formed where it is needed.
// Source: FlashAttention-2, algorithm 2 (arXiv 2307.08691), on Combiner's key set.
// Truth: combinerAttentionBackwardReference in reference.ts
//: insert COMBINER_HEAD
@group(0) @binding(${2 + REGIONS}) var<storage, read> y: array<Pack>;
@group(0) @binding(${3 + REGIONS}) var<storage, read> lse: array<f32>;
@group(0) @binding(${4 + REGIONS}) var<storage, read> dy: array<Pack>;
@group(0) @binding(${5 + REGIONS}) var<storage, read_write> dqkv: array<Pack>;

@compute @workgroup_size(64)
fn combiner_attention_backward_tokens(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  //: insert TOKEN_OWNER
  let own = output_start(batch, i, head);
  //: for p in 0..P
  let q${p} = params.scale * qkv[at_i + ${p}u];
  let dy${p} = dy[own + ${p}u];
  var dq${p} = Pack(0.0);
  var dk${p} = Pack(0.0);
  var dv${p} = Pack(0.0);
  //: end
  let delta = pack_sum($[p: 0..P| + |dy${p} * y[own + ${p}u]]);
  let log_total = lse[(batch * params.tokens + i) * params.heads + head];
  let first = i - i % params.local;
  for (var j = first; j <= i; j++) {
    let at = row_start(batch, j, head);
    let weight = exp(pack_sum($[p: 0..P| + |q${p} * qkv[at + part + ${p}u]]) - log_total);
    let slope = params.scale * weight * (pack_sum($[p: 0..P| + |dy${p} * qkv[at + 2u * part + ${p}u]]) - delta);
    //: for p in 0..P
    dq${p} += slope * qkv[at + part + ${p}u];
    //: end
  }
  //: if REGIONS
  for (var s = 0u; s < region_steps(i); s++) {
    let region = region_read(i, s);
    if (region == NO_REGION) { continue; }
    let at = summary_start(batch, region, head);
    let weight = exp(pack_sum($[p: 0..P| + |q${p} * summary[at + ${p}u]]) - log_total);
    let slope = params.scale * weight * (pack_sum($[p: 0..P| + |dy${p} * summary[at + part + ${p}u]]) - delta);
    //: for p in 0..P
    dq${p} += slope * summary[at + ${p}u];
    //: end
  }
  //: end
  //: for p in 0..P
  let k${p} = params.scale * qkv[at_i + part + ${p}u];
  let v${p} = qkv[at_i + 2u * part + ${p}u];
  //: end
  for (var j = i; j < min(first + params.local, params.tokens); j++) {
    let at = row_start(batch, j, head);
    let row = output_start(batch, j, head);
    let weight = exp(pack_sum($[p: 0..P| + |k${p} * qkv[at + ${p}u]]) - lse[(batch * params.tokens + j) * params.heads + head]);
    let slope = params.scale * weight * pack_sum($[p: 0..P| + |dy[row + ${p}u] * (v${p} - y[row + ${p}u])]);
    //: for p in 0..P
    dk${p} += slope * qkv[at + ${p}u];
    dv${p} += weight * dy[row + ${p}u];
    //: end
  }
  //: for p in 0..P
  dqkv[at_i + ${p}u] = dq${p};
  dqkv[at_i + part + ${p}u] = dk${p};
  dqkv[at_i + 2u * part + ${p}u] = dv${p};
  //: end
}
