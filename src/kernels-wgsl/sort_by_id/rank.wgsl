// Rank sort, stable: every position counts how many come before it, then writes itself to that place.
// Equation: rank(i) = #{j: id_j < id_i, or id_j = id_i and j < i}; order[rank(i)] = i, sorted[rank(i)] = id_i.
// Shapes: ids, order, sorted [size]
// Launch: a thread ranks four neighbouring positions against all blocks of four; no barriers.
// Numerics: integers; missing positions of the last block count as the largest id, behind all others.
// Source: none, counting as in selection sort.
// Truth: sortByIdReference in reference.ts
struct Params {
  size: u32,
  blocks: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_PACKED
@group(0) @binding(1) var<storage, read> ids: array<vec4u>;
fn block(k: u32) -> vec4u { return ids[k]; }
//: else
@group(0) @binding(1) var<storage, read> ids: array<u32>;
fn id_at(i: u32) -> u32 { return select(0xffffffffu, ids[min(i, params.size - 1u)], i < params.size); }
fn block(k: u32) -> vec4u { return vec4u(id_at(4u * k), id_at(4u * k + 1u), id_at(4u * k + 2u), id_at(4u * k + 3u)); }
//: end
@group(0) @binding(2) var<storage, read_write> order: array<u32>;
@group(0) @binding(3) var<storage, read_write> sorted: array<u32>;

const ZERO = vec4u(0u);
const ONE = vec4u(1u);

@compute @workgroup_size(64)
fn sort_by_id_rank(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = (group.y * groups.x + group.x) * 64u + thread;
  if (own >= params.blocks) { return; }
  let mine = block(own);
  var rank = ZERO;
  for (var k = 0u; k < own; k++) {
    let before = block(k);
    rank += $[e: 0..4| + |select(ZERO, ONE, vec4u(before.${lane(e)}) <= mine)];
  }
  for (var k = own + 1u; k < params.blocks; k++) {
    let after = block(k);
    rank += $[e: 0..4| + |select(ZERO, ONE, vec4u(after.${lane(e)}) < mine)];
  }
  // Within the block, lane f comes before lane e if its id is smaller, or equal and f < e.
  rank += select(ZERO, ONE, vec4u(mine.x) < mine) + select(ZERO, ONE, vec4u(mine.y) < mine);
  rank += select(ZERO, ONE, vec4u(mine.z) < mine) + select(ZERO, ONE, vec4u(mine.w) < mine);
  rank.y += select(0u, 1u, mine.x == mine.y);
  rank.z += select(0u, 1u, mine.x == mine.z) + select(0u, 1u, mine.y == mine.z);
  rank.w += select(0u, 1u, mine.x == mine.w) + select(0u, 1u, mine.y == mine.w) + select(0u, 1u, mine.z == mine.w);
  //: for e in 0..4
  if (4u * own + ${e}u < params.size) {
    order[rank.${lane(e)}] = 4u * own + ${e}u;
    sorted[rank.${lane(e)}] = mine.${lane(e)};
  }
  //: end
}
