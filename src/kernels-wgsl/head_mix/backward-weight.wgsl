// Gradient of the mixing matrix, first pass: sums over a tile of rows, for every pair of heads.
// Equation: partial[tile, h, g] = sum over the tile's rows and channels c of dy[row, h, c] x[row, g, c], in order.
// Shapes: dy [rows, heads, packs * PACK], x [rows, sources, packs * PACK], partial [tiles, heads, sources]
// Launch: a thread owns one pair of heads of one tile; workgroups of 64 threads. The pairs of a row lie together, so a workgroup walks the
//   same few rows of dy and x, which stay in cache; no barriers.
// Numerics: f32, fixed order; column_sum adds the tiles.
// Source: Dual-Stream Transformer (arXiv 2603.07461); dA_hg = sum of dy_h . x_g.
// Truth: headMixWeightGradientReference in reference.ts
struct Params {
  size: u32, // tiles * heads * sources
  rows: u32,
  rows_per_tile: u32,
  packs: u32,
  heads: u32,
  sources: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn head_mix_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let pairs = params.heads * params.sources;
  let head = (index % pairs) / params.sources;
  let source = index % params.sources;
  let first = (index / pairs) * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  var total = 0.0;
  for (var row = first; row < last; row++) {
    let left = (row * params.heads + head) * params.packs;
    let right = (row * params.sources + source) * params.packs;
    var sum = Pack(0.0);
    for (var pack = 0u; pack < params.packs; pack++) {
      sum += dy[left + pack] * x[right + pack];
    }
    total += pack_sum(sum);
  }
  partial[index] = total;
}
