// All monomials of a row's channels up to a degree.
// Equation: y[f] = product over p of x[table[f, p]], with x[width] = 1.
// Shapes: x [rows, width], table [features, degree], y [rows, features]
// Launch: a thread owns one feature of one row; 64 threads; no barriers.
// Numerics: f32 products of at most `degree` factors.
// Source: Alman and Song, section on the polynomial method (arXiv 2310.04064).
// Truth: monomialsReference in reference.ts
struct Params {
  size: u32,     // rows times features
  width: u32,
  degree: u32,
  features: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> table: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn monomials(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let at = (group.y * groups.x + group.x) * 64u + thread;
  if (at >= params.size) { return; }
  let row = at / params.features * params.width;
  let factors = at % params.features * params.degree;
  var product = 1.0;
  for (var p = 0u; p < params.degree; p++) {
    let channel = table[factors + p];
    if (channel < params.width) { product *= x[row + channel]; }
  }
  y[at] = product;
}
