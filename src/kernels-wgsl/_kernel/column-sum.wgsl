// Sums the columns of tiles of rows of STREAMS equally shaped matrices; twice in a row, it sums whole columns.
// Equation: y[tile,c] = sum over the tile's rows of x[row,c], in row order.
// Shapes: x0, x1 [rows, packs * PACK]; y0, y1 [tiles, packs * PACK] from row `first_tile` on
// Launch: one thread per pack of columns and tile; no barriers.
// Numerics: f32; a tile is at most a few hundred rows, so errors grow with its length, not with all rows.
// Source: none, a plain sum.
// Truth: the reference of the operator that uses it.
struct Params {
  rows: u32,
  packs: u32,
  rows_per_tile: u32,
  tiles: u32,
  first_tile: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: for i in 0..STREAMS
@group(0) @binding(${1 + i}) var<storage, read> x${i}: array<Pack>;
@group(0) @binding(${1 + STREAMS + i}) var<storage, read_write> y${i}: array<Pack>;
//: end

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn column_sum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.tiles * params.packs) { return; }
  let column = index % params.packs;
  let first = (index / params.packs) * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  //: for i in 0..STREAMS
  var sum${i} = Pack(0.0);
  //: end
  for (var row = first; row < last; row++) {
    //: for i in 0..STREAMS
    sum${i} += x${i}[row * params.packs + column];
    //: end
  }
  //: for i in 0..STREAMS
  y${i}[params.first_tile * params.packs + index] = sum${i};
  //: end
}
