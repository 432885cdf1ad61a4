// Gradient of the monomials' channels.
// Equation: dx[c] = sum over f and p with table[f, p] = c of dy[f] times the other factors of f.
// Shapes: dy [rows, features], x, dx [rows, width], table [features, degree]
// Launch: a thread owns one channel of one row and walks all features; 64 threads; no barriers.
// Numerics: f32, feature by feature.
// Source: the product rule.
// Truth: monomialsBackwardReference in reference.ts
struct Params {
  size: u32,     // rows times width
  width: u32,
  degree: u32,
  features: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> table: array<u32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn monomials_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let at = (group.y * groups.x + group.x) * 64u + thread;
  if (at >= params.size) { return; }
  let own = at % params.width;
  let row = at / params.width;
  var sum = 0.0;
  for (var f = 0u; f < params.features; f++) {
    for (var p = 0u; p < params.degree; p++) {
      if (table[f * params.degree + p] != own) { continue; }
      var others = dy[row * params.features + f];
      for (var o = 0u; o < params.degree; o++) {
        let channel = table[f * params.degree + o];
        if (o != p && channel < params.width) { others *= x[row * params.width + channel]; }
      }
      sum += others;
    }
  }
  dx[at] = sum;
}
