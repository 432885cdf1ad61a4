// Mixes heads as wholes: each output head is a weighted sum of the input heads; transposed strides give the input's gradient.
// Equation: y[row, h, c] = sum_g a[h * head_stride + g * source_stride] x[row, g, c], g ascending.
// Shapes: x [rows, sources, packs * PACK], a as strided, y [rows, heads, packs * PACK]
// Launch: a thread owns one pack of channels of TILE output heads of one row, so that x is loaded once for TILE heads; workgroups of 64
//   threads, neighbours reading neighbouring packs; no barriers (a is small and stays in cache).
// Numerics: f32, at most a few dozen terms in a fixed order.
// Source: Dual-Stream Transformer (arXiv 2603.07461), Kronecker mixing x (A^T kron I).
// Truth: headMixReference in reference.ts
struct Params {
  size: u32, // rows * tiles * packs
  packs: u32,
  tiles: u32,
  heads: u32,
  sources: u32,
  head_stride: u32,
  source_stride: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn head_mix(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let pack = index % params.packs;
  let tile = (index / params.packs) % params.tiles;
  let row = index / (params.packs * params.tiles);
  let first = tile * ${TILE}u;
  //: for i in 0..TILE
  var sum${i} = Pack(0.0);
  // A last tile reads its last head again instead of beyond the matrix.
  var weight${i} = min(first + ${i}u, params.heads - 1u) * params.head_stride;
  //: end
  var read_at = row * params.sources * params.packs + pack;
  for (var source = 0u; source < params.sources; source++) {
    let value = x[read_at];
    //: for i in 0..TILE
    sum${i} += a[weight${i}] * value;
    weight${i} += params.source_stride;
    //: end
    read_at += params.packs;
  }
  let write_at = (row * params.heads + first) * params.packs + pack;
  //: for i in 0..TILE
  if (first + ${i}u < params.heads) { y[write_at + ${i}u * params.packs] = sum${i}; }
  //: end
}
