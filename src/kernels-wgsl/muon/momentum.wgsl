// Muon's momentum, in place, and the squares that its direction's norm is made of.
// Equation: m = mu m + (1-mu) g; u = carried m + fresh g; squares[row] = sum over columns of u^2
// Shapes: gradients, momenta: arenas that hold `count` matrices [rows, columns] at offsets[first..]; squares [count * rows]
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_sum.
// Numerics: f32; g is clipped.
// Source: Jordan et al., Muon: an optimizer for hidden layers in neural networks (2024).
// Truth: muonReference in reference.ts
struct Params {
  count: u32,
  first: u32,
  rows: u32,
  columns: u32,
  mu: f32,
  rest: f32,       // 1 - mu, rounded once
  carried: f32,    // mu with Nesterov's look-ahead, else 1
  fresh: f32,      // 1 - mu with it, else 0
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
@group(0) @binding(2) var<storage, read_write> momenta: array<f32>;
@group(0) @binding(3) var<storage, read> clip: array<f32>;
@group(0) @binding(4) var<storage, read> offsets: array<u32>;
@group(0) @binding(5) var<storage, read_write> squares: array<f32>;

//: insert ROW_SUM

@compute @workgroup_size(64)
fn muon_momentum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.count * params.rows;
  let matrix = select(0u, row / params.rows, is_inside);
  let start = offsets[params.first + matrix] + row % params.rows * params.columns;
  let columns = select(0u, params.columns, is_inside);
  var part = 0.0;
  for (var j = lane; j < columns; j += LANES) {
    let g = gradients[start + j] * clip[1];
    let m = params.mu * momenta[start + j] + params.rest * g;
    momenta[start + j] = m;
    let u = params.fresh * g + params.carried * m;
    part += u * u;
  }
  let sum = row_sum(part, lane);
  if (is_inside && lane == 0u) { squares[row] = sum; }
}
