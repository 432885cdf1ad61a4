// Horn: replaces the mean of every token's channels by a fixed signal of its position.
// Equation: y[t,j] = x[t,j] + 1 / (p + 1) - mean_j x[t],  p = t mod T + offset; backward (gradient = 1): dx = dy - mean_j dy.
// Shapes: x, y [B*T, C]
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_sum.
// Numerics: the mean is subtracted in f32 after a plain sum; C is small.
// Source: Three-Phase Transformer, section 3.1 (arXiv 2604.14430).
// Truth: hornReference in reference.ts
struct Params {
  rows: u32,
  channels: u32,
  positions: u32,
  offset: u32,
  is_backward: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

//: insert ROW_SUM

@compute @workgroup_size(64)
fn horn(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let start = select(0u, row * params.channels, is_inside);
  var part = 0.0;
  for (var j = lane; j < params.channels; j += LANES) { part += x[start + j]; }
  let mean = row_sum(part, lane) / f32(params.channels);
  if (!is_inside) { return; }
  let signal = select(1.0 / f32(row % params.positions + params.offset + 1u), 0.0, params.is_backward != 0u);
  for (var j = lane; j < params.channels; j += LANES) { y[start + j] = x[start + j] + (signal - mean); }
}
