// Reciprocal Frobenius norm of each matrix of a batch.
// Equation: scales[i] = 1 / (sqrt(sum over rows of squares[i]) + epsilon)
// Shapes: squares [count, rows], scales [count]
// Launch: a matrix per LANES threads; ROWS matrices per workgroup; barriers only inside row_sum.
// Numerics: f32.
// Source: Jordan et al., Muon: an optimizer for hidden layers in neural networks (2024).
// Truth: orthogonalise in reference.ts
struct Params {
  count: u32,
  rows: u32,
  epsilon: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read_write> scales: array<f32>;

//: insert ROW_SUM

@compute @workgroup_size(64)
fn muon_norm(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let matrix = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = matrix < params.count;
  let rows = select(0u, params.rows, is_inside);
  var part = 0.0;
  for (var j = lane; j < rows; j += LANES) { part += squares[matrix * params.rows + j]; }
  let sum = row_sum(part, lane);
  if (is_inside && lane == 0u) { scales[matrix] = 1.0 / (sqrt(sum) + params.epsilon); }
}
