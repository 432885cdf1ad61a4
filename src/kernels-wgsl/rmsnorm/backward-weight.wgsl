// Partial sums of the RMS norm's weight gradient over tiles of rows; column_sum adds the tiles.
// Equation: dweight[tile,c] = sum over the tile's rows of dy[row,c] * x[row,c] * rstd[row, group of c], in row order.
// Shapes: dy, x [rows, packs * PACK]; rstd [rows, groups]; dweight [tiles, packs * PACK]
// Launch: one thread per pack of channels and tile; no barriers.
// Numerics: f32.
// Source: README.md
// Truth: rmsnormBackwardWeightReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  groups: u32,
  rows_per_tile: u32,
  tiles: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
@group(0) @binding(4) var<storage, read_write> dweight: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn rmsnorm_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.tiles * params.packs) { return; }
  let column = index % params.packs;
  let piece = column / (params.packs / params.groups);
  let first = (index / params.packs) * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  var sum = Pack(0.0);
  for (var row = first; row < last; row++) {
    let at = row * params.packs + column;
    sum += dy[at] * x[at] * rstd[row * params.groups + piece];
  }
  dweight[index] = sum;
}
