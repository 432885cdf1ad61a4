// Combiner's attention: a softmax over the tokens of one's own segment and the summaries of earlier regions together.
// Equation: y_i = sum_j p_j v_j + sum_r p_r vbar_r, p = softmax(scale q_i . k_j for j <= i in the segment, scale q_i . kbar_r)
// Shapes: qkv [B,T,3*H*D] = q | k | v; summary [B,regions,2*H*D] = kbar | vbar; y [B,T,H*D]; lse [B,T,H]
// Launch: a thread owns one query of one head; neighbours share their segment's keys and most summaries; 64 threads; no barriers.
// Numerics: f32, one running maximum for tokens and regions.
// Source: Ren et al. 2021, Combiner, sections 3 and 4 (arXiv 2107.05768).
// Truth: combinerAttentionReference in reference.ts
//: insert COMBINER_HEAD
@group(0) @binding(${2 + REGIONS}) var<storage, read_write> y: array<Pack>;
@group(0) @binding(${3 + REGIONS}) var<storage, read_write> lse: array<f32>;

@compute @workgroup_size(64)
fn combiner_attention_forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  //: insert TOKEN_OWNER
  //: for p in 0..P
  let q${p} = params.scale * qkv[at_i + ${p}u];
  var y${p} = Pack(0.0);
  //: end
  var top = -1e30;
  var total = 0.0;
  for (var j = i - i % params.local; j <= i; j++) {
    let at = row_start(batch, j, head);
    let score = pack_sum($[p: 0..P| + |q${p} * qkv[at + part + ${p}u]]);
    let higher = max(top, score);
    let shrink = exp(top - higher);
    let weight = exp(score - higher);
    total = total * shrink + weight;
    //: for p in 0..P
    y${p} = y${p} * shrink + weight * qkv[at + 2u * part + ${p}u];
    //: end
    top = higher;
  }
  //: if REGIONS
  for (var s = 0u; s < region_steps(i); s++) {
    let region = region_read(i, s);
    if (region == NO_REGION) { continue; }
    let at = summary_start(batch, region, head);
    let score = pack_sum($[p: 0..P| + |q${p} * summary[at + ${p}u]]);
    let higher = max(top, score);
    let shrink = exp(top - higher);
    let weight = exp(score - higher);
    total = total * shrink + weight;
    //: for p in 0..P
    y${p} = y${p} * shrink + weight * summary[at + part + ${p}u];
    //: end
    top = higher;
  }
  //: end
  let inverse = 1.0 / total;
  let to = output_start(batch, i, head);
  //: for p in 0..P
  y[to + ${p}u] = inverse * y${p};
  //: end
  lse[(batch * params.tokens + i) * params.heads + head] = top + log(total);
}
