// Bandwidth: copies a large tensor.
// Equation: y = x.
// Shapes: x, y [4 vectors].
// Launch: a thread owns one vector of four; workgroups of 64 threads, folded into y; no barriers.
// Numerics: copies bits.
// Source: the roofline model's memory ceiling (Williams, Waterman, Patterson 2009).
// Truth: the input itself
struct Params {
  vectors: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(64)
fn peak_copy(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let vector = (workgroup.y * workgroups.x + workgroup.x) * 64u + local;
  if (vector >= params.vectors) { return; }
  y[vector] = x[vector];
}
