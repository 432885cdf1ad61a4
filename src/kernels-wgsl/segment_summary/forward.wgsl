// Summary of each region of tokens: a pooled key, and the values averaged by how well their keys answer a pooled query.
// Equation: qbar = pool(q_j), kbar = pool(k_j); vbar = sum_j w_j v_j, w = softmax_j(scale qbar . k_j), j in the region
// Shapes: qkv [B,T,3*H*D] = q | k | v; summary [B,regions,2*H*D] = kbar | vbar; lse [B,regions,H]
// Launch: a thread owns one region of one head and walks its tokens twice; 64 threads; no barriers.
// Numerics: f32, running maximum; a region that nobody reads is written as zeros.
// Source: Ren et al. 2021, Combiner, section 4.1 (arXiv 2107.05768).
// Truth: segmentSummaryReference in reference.ts
//: insert SUMMARY_HEAD
@group(0) @binding(2) var<storage, read_write> summary: array<Pack>;
@group(0) @binding(3) var<storage, read_write> lse: array<f32>;

@compute @workgroup_size(64)
fn segment_summary_forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let head = owner % params.heads;
  let region = params.first_region + owner / params.heads % params.region_count;
  let batch = owner / params.heads / params.region_count;
  let span = region_span(region);
  //: insert POOL
  var top = -1e30;
  var total = 0.0;
  //: for p in 0..P
  var v${p} = Pack(0.0);
  //: end
  for (var j = span.x; j < span.y; j++) {
    let at = row_start(batch, j, head);
    let score = params.scale * pack_sum($[p: 0..P| + |q${p} * qkv[at + part + ${p}u]]);
    let higher = max(top, score);
    let shrink = exp(top - higher);
    let weight = exp(score - higher);
    total = total * shrink + weight;
    //: for p in 0..P
    v${p} = v${p} * shrink + weight * qkv[at + 2u * part + ${p}u];
    //: end
    top = higher;
  }
  let is_empty = span.x == span.y;
  let inverse = select(1.0 / total, 0.0, is_empty);
  let to = ((batch * params.regions + region) * 2u * params.heads + head) * P;
  //: for p in 0..P
  summary[to + ${p}u] = select(k${p}, Pack(0.0), is_empty);
  summary[to + part + ${p}u] = inverse * v${p};
  //: end
  lse[(batch * params.regions + region) * params.heads + head] = select(top + log(total), 0.0, is_empty);
}
