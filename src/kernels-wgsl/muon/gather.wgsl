// Collects the normalised directions of a batch of matrices from the arenas, lying so that rows <= columns.
// Equation: x[i] = u_i scale[i], transposed where the matrix is tall; u as in momentum.wgsl
// Shapes: gradients, momenta: arenas; scales [count]; x [count, min(rows, columns), max(rows, columns)]
// Launch: a thread owns one element of x; workgroups of 64 threads; no barriers.
// Numerics: f32.
// Source: Jordan et al., Muon: an optimizer for hidden layers in neural networks (2024).
// Truth: muonReference in reference.ts
struct Params {
  size: u32,
  first: u32,
  rows: u32,
  columns: u32,
  carried: f32,
  fresh: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<f32>;
@group(0) @binding(2) var<storage, read> momenta: array<f32>;
@group(0) @binding(3) var<storage, read> clip: array<f32>;
@group(0) @binding(4) var<storage, read> offsets: array<u32>;
@group(0) @binding(5) var<storage, read> scales: array<f32>;
@group(0) @binding(6) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn muon_gather(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let elements = params.rows * params.columns;
  let matrix = e / elements;
  let i = e % elements;
  let across = i % params.rows * params.columns + i / params.rows;
  let at = offsets[params.first + matrix] + select(i, across, params.rows > params.columns);
  let u = params.fresh * (gradients[at] * clip[1]) + params.carried * momenta[at];
  x[e] = u * scales[matrix];
}
