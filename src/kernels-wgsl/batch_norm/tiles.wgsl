// First pass of a batch's statistics: mean and squared deviations of each tile of rows, relative to the first row.
// Equation: m[tile,c] = mean over the tile's rows of x - x[0], s[tile,c] = sum over them of (x - x[0] - m)^2.
// Shapes: x [rows, packs * PACK]; means, squares [tiles, packs * PACK]; first_row (x[0]) [packs * PACK]
// Launch: one thread per pack of channels and tile, neighbouring threads on neighbouring channels; no barriers.
// Numerics: f32; the first row is subtracted first, so that channels with a mean far above their deviation keep full precision.
// Source: Chan, Golub and LeVeque 1983, algorithms for computing the sample variance.
// Truth: batchStatisticsReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  rows_per_tile: u32,
  tiles: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> means: array<Pack>;
@group(0) @binding(3) var<storage, read_write> squares: array<Pack>;
@group(0) @binding(4) var<storage, read_write> first_row: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn batch_norm_tiles(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.tiles * params.packs) { return; }
  let column = index % params.packs;
  let first = (index / params.packs) * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  let origin = x[column];
  var sum = Pack(0.0);
  for (var row = first; row < last; row++) { sum += x[row * params.packs + column] - origin; }
  let mean = sum / f32(last - first);
  var deviations = Pack(0.0);
  for (var row = first; row < last; row++) {
    let difference = (x[row * params.packs + column] - origin) - mean;
    deviations += difference * difference;
  }
  means[index] = mean;
  squares[index] = deviations;
  if (first == 0u) { first_row[column] = origin; }
}
