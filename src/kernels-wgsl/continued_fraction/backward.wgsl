// Gradient of a continued fraction by its denominators.
// Equation: da_k = dy (-1)^k (K_(D-k) / K_D)^2, K_D guarded; exact form: inside the guard dy K(a_2..a_(k-1)) K(a_(k+1)..a_D) / K_D.
// Shapes: dy [size]; a, da [size, D]
// Launch: one thread per fraction; no barriers.
// Numerics: f32; ratios are squared, not their terms; a denominator beyond the limit has no gradient.
// Source: README.md
// Truth: continuedFractionBackwardReference in reference.ts
struct Params {
  size: u32,
  eps: f32,
  limit: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read_write> da: array<f32>;

//: insert PACK_TYPE
//: insert CONTINUANTS

@compute @workgroup_size(64)
fn continued_fraction_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  //: for i in 0..D
  let given${i} = a[index * ${D}u + ${i}u];
  let a${i} = clamp(given${i}, -params.limit, params.limit);
  //: end
  let s = slopes($[i: 0..D|, |a${i}], params.eps);
  let incoming = dy[index];
  //: for i in 0..D
  da[index * ${D}u + ${i}u] = select(0.0, incoming * s.s${i}, a${i} == given${i});
  //: end
}
