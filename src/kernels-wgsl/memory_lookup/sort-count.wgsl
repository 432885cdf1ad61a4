// Counting sort of codes, first pass: how many tokens of a tile have each code, and how many a smaller one.
// Equation: equal[k, c, tile] = #{m in tile: code[m, k] = c}, less[k, c, tile] = #{m in tile: code[m, k] < c}.
// Shapes: codes [tokens, chunks]; equal, less [chunks, rows, tiles]
// Launch: a thread counts four codes of one chunk in one tile; no barriers, no atomics.
// Numerics: integers.
// Source: none, a counting sort.
// Truth: sortCodesReference in reference.ts
struct Params {
  size: u32, // chunks * tiles * quads
  tokens: u32,
  chunks: u32,
  rows: u32,
  quads: u32, // of codes, rounded up
  tiles: u32,
  tokens_per_tile: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codes: array<u32>;
@group(0) @binding(2) var<storage, read_write> equal: array<u32>;
@group(0) @binding(3) var<storage, read_write> less: array<u32>;

const ZERO = vec4u(0u);
const ONE = vec4u(1u);

@compute @workgroup_size(64)
fn memory_lookup_sort_count(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let quad = index % params.quads;
  let tile = (index / params.quads) % params.tiles;
  let chunk = index / (params.quads * params.tiles);
  let own = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u);
  var equals = ZERO;
  var smaller = ZERO;
  let last = min((tile + 1u) * params.tokens_per_tile, params.tokens);
  for (var token = tile * params.tokens_per_tile; token < last; token++) {
    let code = vec4u(codes[token * params.chunks + chunk]);
    equals += select(ZERO, ONE, code == own);
    smaller += select(ZERO, ONE, code < own);
  }
  //: for e in 0..4
  if (own.${lane(e)} < params.rows) {
    let at = (chunk * params.rows + own.${lane(e)}) * params.tiles + tile;
    equal[at] = equals.${lane(e)};
    less[at] = smaller.${lane(e)};
  }
  //: end
}
