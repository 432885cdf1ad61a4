// Counting sort of codes, last pass: every tile writes its tokens to their places, in order.
// Equation: order[k, place[k, code[m, k], tile] + tokens of the tile before m with the same code] = m.
// Shapes: codes [tokens, chunks]; place [chunks, rows, tiles]; order [chunks, tokens]
// Launch: a thread places the tokens of four codes of one chunk in one tile; no barriers.
// Numerics: integers; stable, so that sums over a run have a fixed order.
// Source: none, a counting sort.
// Truth: sortCodesReference in reference.ts
struct Params {
  size: u32, // chunks * tiles * quads
  tokens: u32,
  chunks: u32,
  rows: u32,
  quads: u32,
  tiles: u32,
  tokens_per_tile: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codes: array<u32>;
@group(0) @binding(2) var<storage, read> place: array<u32>;
@group(0) @binding(3) var<storage, read_write> order: array<u32>;

const ZERO = vec4u(0u);
const ONE = vec4u(1u);

@compute @workgroup_size(64)
fn memory_lookup_sort_order(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let quad = index % params.quads;
  let tile = (index / params.quads) % params.tiles;
  let chunk = index / (params.quads * params.tiles);
  let own = vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u);
  var next = ZERO;
  //: for e in 0..4
  if (own.${lane(e)} < params.rows) {
    next.${lane(e)} = place[(chunk * params.rows + own.${lane(e)}) * params.tiles + tile];
  }
  //: end
  let last = min((tile + 1u) * params.tokens_per_tile, params.tokens);
  for (var token = tile * params.tokens_per_tile; token < last; token++) {
    let is_own = vec4u(codes[token * params.chunks + chunk]) == own;
    if (any(is_own)) {
      let mine = select(ZERO, next, is_own);
      order[chunk * params.tokens + (mine.x + mine.y + mine.z + mine.w)] = token;
      next += select(ZERO, ONE, is_own);
    }
  }
}
