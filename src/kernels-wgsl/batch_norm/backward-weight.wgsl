// Partial sums of the batch norm's weight and bias gradients over tiles of rows; column_sum adds the tiles.
// Equation: dweight[tile,c] = sum over the tile's rows of dy * (x - mean) * rstd, dbias[tile,c] = sum of dy, in row order.
// Shapes: dy, x [rows, packs * PACK]; mean, rstd [packs * PACK]; dweight, dbias [tiles, packs * PACK]
// Launch: one thread per pack of channels and tile; no barriers.
// Numerics: f32.
// Source: README.md
// Truth: batchNormBackwardWeightReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  rows_per_tile: u32,
  tiles: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> mean: array<Pack>;
@group(0) @binding(4) var<storage, read> rstd: array<Pack>;
@group(0) @binding(5) var<storage, read_write> dweight: array<Pack>;
@group(0) @binding(6) var<storage, read_write> dbias: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn batch_norm_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.tiles * params.packs) { return; }
  let column = index % params.packs;
  let first = (index / params.packs) * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  let center = mean[column];
  let scale = rstd[column];
  var products = Pack(0.0);
  var sum = Pack(0.0);
  for (var row = first; row < last; row++) {
    let at = row * params.packs + column;
    products += dy[at] * ((x[at] - center) * scale);
    sum += dy[at];
  }
  dweight[index] = products;
  dbias[index] = sum;
}
