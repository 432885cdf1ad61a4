struct Params {
  m: u32,
  n: u32,
  k: u32,
  tiles_m: u32,        // workgroup tiles down and across the result
  tiles_n: u32,
  tiles: u32,          // workgroup tiles in all: across, down, batches, splits
  batches: u32,
  split_length: u32,   // terms of the reduction that one split sums, a multiple of 4
  batch1: u32,         // batch axes 1..3 (axis 0 is the slowest; its extent is never needed)
  batch2: u32,
  batch3: u32,
  a_stride0: u32,      // elements from one entry of a batch axis to the next; 0 repeats the operand
  a_stride1: u32,
  a_stride2: u32,
  a_stride3: u32,
  b_stride0: u32,
  b_stride1: u32,
  b_stride2: u32,
  b_stride3: u32,
  a_row: u32,          // elements from one row or column of op(a), op(b) to the next
  a_column: u32,
  b_row: u32,
  b_column: u32,
//: insert OPERAND_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;

struct Place {
  tile_m: u32,
  tile_n: u32,
  a: u32,              // first elements of this batch's matrices
  b: u32,
  c: u32,
  first: u32,          // the terms of the reduction: first <= k < last
  last: u32,
}

fn place_of(tile: u32) -> Place {
  let slice = tile / (params.tiles_n * params.tiles_m);
  let batch = slice % params.batches;
  let split = slice / params.batches;
  let i3 = batch % params.batch3;
  let above3 = batch / params.batch3;
  let i2 = above3 % params.batch2;
  let above2 = above3 / params.batch2;
  let i1 = above2 % params.batch1;
  let i0 = above2 / params.batch1;
  var place: Place;
  place.tile_m = tile / params.tiles_n % params.tiles_m;
  place.tile_n = tile % params.tiles_n;
  place.a = i0 * params.a_stride0 + i1 * params.a_stride1 + i2 * params.a_stride2 + i3 * params.a_stride3;
  place.b = i0 * params.b_stride0 + i1 * params.b_stride1 + i2 * params.b_stride2 + i3 * params.b_stride3;
  place.c = slice * params.m * params.n;
  place.first = split * params.split_length;
  place.last = min(params.k, place.first + params.split_length);
  return place;
}
