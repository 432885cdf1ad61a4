// Gradient of a matrix's packed lower triangle.
// Equation: d[i, j] = dm[i, j] for j <= i; symmetric form: plus dm[j, i] off the diagonal. Entries behind the first n rows get 0.
// Shapes: dm [n, n]; dpacked [size]
// Launch: one thread per packed entry; no barriers.
// Numerics: f32; one addition.
// Source: README.md
// Truth: triangularMatrixBackwardReference in reference.ts
struct Params {
  size: u32,
  n: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dm: array<f32>;
@group(0) @binding(2) var<storage, read_write> dpacked: array<f32>;

// Row of a packed entry: the root is exact to one, which the comparisons correct.
fn row_of(entry: u32) -> u32 {
  var row = u32(0.5 * (sqrt(8.0 * f32(entry) + 1.0) - 1.0));
  if (row * (row + 1u) / 2u > entry) { row -= 1u; }
  if ((row + 1u) * (row + 2u) / 2u <= entry) { row += 1u; }
  return row;
}

@compute @workgroup_size(64)
fn triangular_matrix_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let i = row_of(e);
  if (i >= params.n) {
    dpacked[e] = 0.0;
    return;
  }
  let j = e - i * (i + 1u) / 2u;
  let below = dm[i * params.n + j];
  //: if IS_SYMMETRIC
  dpacked[e] = select(below + dm[j * params.n + i], below, i == j);
  //: else
  dpacked[e] = below;
  //: end
}
