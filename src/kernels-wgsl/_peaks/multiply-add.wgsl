// Rate of multiply-adds: eight independent chains per thread, nothing loaded or stored inside the loop.
// Equation: a_j <- a_j factor + addend, `iterations` times, for j = 0..7, from a_j = (thread mod 64) / 64 + j; y = sum_j a_j.
// Shapes: y [threads].
// Launch: a thread owns one element of y; workgroups of 64 threads; no barriers.
// Numerics: the fixed point addend / (1 - factor) attracts every chain, so values stay finite for any number of iterations.
// Source: the roofline model's arithmetic ceiling (Williams, Waterman, Patterson 2009).
// Truth: multiplyAddReference in reference.ts
struct Params {
  threads: u32,
  iterations: u32,
  factor: f32,
  addend: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn peak_multiply_add(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let thread = (workgroup.y * workgroups.x + workgroup.x) * 64u + local;
  if (thread >= params.threads) { return; }
  let start = f32(thread % 64u) / 64.0;
  //: for j in 0..8
  var a${j} = start + ${j}.0;
  //: end
  for (var i = 0u; i < params.iterations; i++) {
    //: for k in 0..UNROLL
    //: for j in 0..8
    a${j} = fma(a${j}, params.factor, params.addend);
    //: end
    //: end
  }
  y[thread] = ((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7));
}
