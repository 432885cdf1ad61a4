// Second pass of a batch's statistics: the tiles of each channel become its mean, biased variance and 1 / deviation.
// Equation: d = sum_t n_t m_t / rows, variance = sum_t (s_t + n_t (m_t - d)^2) / rows, mean = x[0] + d, rstd = 1 / sqrt(variance + eps).
// Shapes: first_row (x[0]) [channels]; means, squares [tiles, channels]; shift (d), mean, variance, rstd [channels]
// Launch: one thread per channel; no barriers.
// Numerics: f32, tiles in order.
// Source: Chan, Golub and LeVeque 1983; Ioffe and Szegedy 2015, algorithm 1.
// Truth: batchStatisticsReference in reference.ts
struct Params {
  rows: u32,
  channels: u32,
  rows_per_tile: u32,
  tiles: u32,
  epsilon: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> first_row: array<f32>;
@group(0) @binding(2) var<storage, read> means: array<f32>;
@group(0) @binding(3) var<storage, read> squares: array<f32>;
@group(0) @binding(4) var<storage, read_write> shift: array<f32>;
@group(0) @binding(5) var<storage, read_write> mean: array<f32>;
@group(0) @binding(6) var<storage, read_write> variance: array<f32>;
@group(0) @binding(7) var<storage, read_write> rstd: array<f32>;

fn rows_of(tile: u32) -> f32 {
  return f32(min(params.rows_per_tile, params.rows - tile * params.rows_per_tile));
}

@compute @workgroup_size(64)
fn batch_norm_statistics(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = (group.y * groups.x + group.x) * 64u + thread;
  if (channel >= params.channels) { return; }
  var total = 0.0;
  for (var tile = 0u; tile < params.tiles; tile++) {
    total += rows_of(tile) * means[tile * params.channels + channel];
  }
  let center = total / f32(params.rows);
  var deviations = 0.0;
  for (var tile = 0u; tile < params.tiles; tile++) {
    let difference = means[tile * params.channels + channel] - center;
    deviations += squares[tile * params.channels + channel] + rows_of(tile) * difference * difference;
  }
  let spread = deviations / f32(params.rows);
  shift[channel] = center;
  mean[channel] = first_row[channel] + center;
  variance[channel] = spread;
  rstd[channel] = inverseSqrt(spread + params.epsilon);
}
