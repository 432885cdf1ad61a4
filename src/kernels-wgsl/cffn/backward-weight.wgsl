// Partial sums of the ladders' gradients over tiles of rows; column_sum adds the tiles.
// Equation: dW_j[i] = sum over the tile's rows of dy V_j f_i(a) h, dV_j = sum of dy z_j, in row order.
// Shapes: dy, h [rows, packs * PACK]; ladders [J D + J, packs * PACK]; partial [tiles, J D + J, packs * PACK]
// Launch: one thread per pack of channels, ladder and tile; no barriers.
// Numerics: f32; fractions are computed again.
// Source: README.md
// Truth: cffnBackwardWeightReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  ladders: u32,
  rows_per_tile: u32,
  tiles: u32,
  offset: f32,
  eps: f32,
  limit: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> h: array<Pack>;
@group(0) @binding(3) var<storage, read> ladders: array<Pack>;
@group(0) @binding(4) var<storage, read_write> partial: array<Pack>;

//: insert PACK_TYPE
//: insert CONTINUANTS

@compute @workgroup_size(64)
fn cffn_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.tiles * params.ladders * params.packs) { return; }
  let channel = index % params.packs;
  let ladder = (index / params.packs) % params.ladders;
  let tile = index / (params.packs * params.ladders);
  let first = tile * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  let at = channel + ladder * ${D}u * params.packs;
  let weight_at = channel + (params.ladders * ${D}u + ladder) * params.packs;
  let weight = ladders[weight_at];
  let highest = Pack(params.limit);
  //: for i in 0..D
  let w${i} = ladders[at + ${i}u * params.packs];
  var sum${i} = Pack(0.0);
  //: end
  var weight_sum = Pack(0.0);
  for (var row = first; row < last; row++) {
    let value = h[row * params.packs + channel];
    let incoming = dy[row * params.packs + channel];
    //: for i in 0..D
    let given${i} = params.offset + value * w${i};
    let a${i} = clamp(given${i}, -highest, highest);
    //: end
    let c = continuants($[i: 0..D|, |a${i}]);
    weight_sum += incoming * (c.k${D - 1} / guarded(c.k${D}, params.eps));
    let s = slopes($[i: 0..D|, |a${i}], params.eps);
    let pull = incoming * weight * value;
    //: for i in 0..D
    sum${i} += select(Pack(0.0), pull * s.s${i}, a${i} == given${i});
    //: end
  }
  let start = tile * params.ladders * ${D + 1}u * params.packs;
  //: for i in 0..D
  partial[start + at + ${i}u * params.packs] = sum${i};
  //: end
  partial[start + weight_at] = weight_sum;
}
