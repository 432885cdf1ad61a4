// Continued fraction of D denominators.
// Equation: y = 1/(a_1 + 1/(a_2 + ... + 1/a_D)) = K_(D-1) / K_D, with |K_D| at least eps and every |a| at most `limit`.
// Shapes: a [size, D]; y [size]
// Launch: one thread per fraction; no barriers.
// Numerics: f32; continuants from the tail, so one division; the limit keeps K_D finite.
// Source: CoFrGeNet (arXiv 2601.21766); continuants: Euler.
// Truth: continuedFractionReference in reference.ts
struct Params {
  size: u32,
  eps: f32,
  limit: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

//: insert PACK_TYPE
//: insert CONTINUANTS

@compute @workgroup_size(64)
fn continued_fraction(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  //: for i in 0..D
  let a${i} = clamp(a[index * ${D}u + ${i}u], -params.limit, params.limit);
  //: end
  let c = continuants($[i: 0..D|, |a${i}]);
  y[index] = c.k${D - 1} / guarded(c.k${D}, params.eps);
}
