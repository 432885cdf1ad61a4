// Kernel hash of EcoFormer: how far each head's direction lies from its anchors, through a Gaussian, along learned directions.
// Equation: c = x / |x|; d_a = |c - anchor_a|^2; s = mean_a d_a; kap_a = exp(-d_a / (2 s)); u_r = sum_a (kap_a - mean_a) direction_(r,a)
// Shapes: x [rows, H*WIDTH]; hash [H*BITS + H + H*WIDTH, ANCHORS] = directions | means | anchors; u [rows, H*BITS]
// Launch: a thread owns one head of one token, 64 tokens of one head per workgroup, so that all read one anchor at once; no barriers.
// Numerics: f32; |x|^2 + 1e-12 under the root, s at least 1e-4.
// Source: Liu et al. 2022, EcoFormer, section 4.1 (arXiv 2209.09004).
// Truth: ecoHashReference in reference.ts
//: insert KERNEL_ROW
@group(0) @binding(3) var<storage, read_write> u: array<f32>;

@compute @workgroup_size(64)
fn eco_hash_forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  //: insert KERNEL_DISTANCES
  //: for r in 0..BITS
  var u${r} = 0.0;
  //: end
  for (var a = 0u; a < ANCHORS; a++) {
    let kap = exp(-distances[a] * inverse) - hash[means + a];
    //: for r in 0..BITS
    u${r} += kap * hash[directions + ${r}u * ANCHORS + a];
    //: end
  }
  let to = (row * params.heads + head) * BITS;
  //: for r in 0..BITS
  u[to + ${r}u] = u${r};
  //: end
}
