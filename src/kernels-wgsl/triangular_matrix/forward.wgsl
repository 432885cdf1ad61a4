// A square matrix from its packed lower triangle: zero above the diagonal, or mirrored there.
// Equation: m[i, j] = packed[i (i + 1) / 2 + j] for j <= i; above, 0 (lower form) or m[j, i] (symmetric form).
// Shapes: packed [at least n (n + 1) / 2]; m [n, n]
// Launch: one thread per element of m; no barriers.
// Numerics: copies.
// Source: Reducing the Transformer Architecture to a Minimum (arXiv 2410.13732), symmetric similarity.
// Truth: triangularMatrixReference in reference.ts
struct Params {
  size: u32, // n * n
  n: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> packed: array<f32>;
@group(0) @binding(2) var<storage, read_write> m: array<f32>;

@compute @workgroup_size(64)
fn triangular_matrix(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let i = e / params.n;
  let j = e % params.n;
  let row = max(i, j);
  let value = packed[row * (row + 1u) / 2u + min(i, j)];
  //: if IS_SYMMETRIC
  m[e] = value;
  //: else
  m[e] = select(0.0, value, j <= i);
  //: end
}
