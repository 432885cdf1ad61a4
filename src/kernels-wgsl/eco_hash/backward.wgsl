// Backward of the kernel hash to its input; anchors, means and directions are frozen.
// Equation: dkap_a = sum_r du_r direction_(r,a); dd_a = -kap_a dkap_a / (2 s) + (sum_a kap_a dkap_a d_a) / (2 s^2 ANCHORS);
//   dc = 2 sum_a dd_a (c - anchor_a); dx = (dc - c (c . dc)) / |x|
// Shapes: x, dx [rows, H*WIDTH]; hash as forward; du [rows, H*BITS]
// Launch: as forward: a thread owns one head of one token; no barriers.
// Numerics: f32; where s is held at 1e-4 nothing flows through it.
// Source: Liu et al. 2022, EcoFormer (arXiv 2209.09004), differentiated.
// Truth: ecoHashBackwardReference in reference.ts
//: insert KERNEL_ROW
@group(0) @binding(3) var<storage, read> du: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn eco_hash_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  //: insert KERNEL_DISTANCES
  let own = (row * params.heads + head) * BITS;
  //: for r in 0..BITS
  let du${r} = du[own + ${r}u];
  //: end
  var spread_gradient = 0.0;
  for (var a = 0u; a < ANCHORS; a++) {
    let weighted = exp(-distances[a] * inverse) * ($[r: 0..BITS| + |du${r} * hash[directions + ${r}u * ANCHORS + a]]);
    spread_gradient += weighted * distances[a];
    distances[a] = -weighted * inverse;
  }
  let share = select(2.0 * spread_gradient * inverse * inverse / f32(ANCHORS), 0.0, is_held);
  //: for i in 0..WIDTH
  var dc${i} = 0.0;
  //: end
  for (var a = 0u; a < ANCHORS; a++) {
    let dd = 2.0 * (distances[a] + share);
    //: for i in 0..WIDTH
    dc${i} += dd * (c${i} - hash[anchors + ${i}u * ANCHORS + a]);
    //: end
  }
  let along = $[i: 0..WIDTH| + |c${i} * dc${i}];
  //: for i in 0..WIDTH
  dx[start + ${i}u] = rstd * (dc${i} - c${i} * along);
  //: end
}
