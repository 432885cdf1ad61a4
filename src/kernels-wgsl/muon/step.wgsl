// Muon's step along the orthogonalised directions of a batch of matrices, in place.
// Equation: p -= rate * decay * p; p -= rate * factor * x, x transposed back where the matrix is tall
// Shapes: parameters [n]; x [count, min(rows, columns), max(rows, columns)]; group_of_block [n/64]; groups as for all updates
// Launch: a thread owns one element of a matrix; workgroups of 64 threads; no barriers.
// Numerics: f32.
// Source: Jordan et al., Muon: an optimizer for hidden layers in neural networks (2024).
// Truth: muonReference in reference.ts
//: insert STEP
struct Params {
  size: u32,
  first: u32,
  rows: u32,
  columns: u32,
  factor: f32,     // sqrt(max(1, aspect))
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> offsets: array<u32>;
@group(0) @binding(4) var<storage, read> group_of_block: array<u32>;
@group(0) @binding(5) var<storage, read> groups: array<vec4f>;
@group(0) @binding(6) var<uniform> step: Step;

@compute @workgroup_size(64)
fn muon(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * workgroups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let elements = params.rows * params.columns;
  let i = e % elements;
  let at = offsets[params.first + e / elements] + i;
  let across = e - i + i % params.columns * params.rows + i / params.columns;
  let settings = groups[group_of_block[at / 64u]];
  let rate = step.learning_rate * settings.y;
  let p = parameters[at] - (rate * settings.x) * parameters[at];
  parameters[at] = p - (rate * params.factor) * x[select(e, across, params.rows > params.columns)];
}
