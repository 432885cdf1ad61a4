// Gradient of the scores: the incoming gradient against the rows that were picked.
// Equation: dscore[m, k] = sum_j sum_c dy[m, j, c] table[j, k, code[m, k], c].
// Shapes: dy [tokens, tables, packs * PACK]; codes, dscores [tokens, chunks]; table [tables, chunks, rows, packs * PACK]
// Launch: one score per LANES threads; ROWS scores per workgroup; barriers only inside row_sum.
// Numerics: f32; products are summed per lane and then by a fixed tree.
// Source: README.md
// Truth: memoryLookupBackwardScoreReference in reference.ts
struct Params {
  size: u32, // tokens * chunks
  packs: u32,
  tables: u32,
  chunks: u32,
  rows: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> codes: array<u32>;
@group(0) @binding(3) var<storage, read> table: array<Pack>;
@group(0) @binding(4) var<storage, read_write> dscores: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM

@compute @workgroup_size(64)
fn memory_lookup_backward_score(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let index = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = index < params.size;
  let score = select(0u, index, is_inside);
  let token = score / params.chunks;
  var row = (score % params.chunks) * params.rows + codes[score];
  var start = token * params.tables * params.packs;
  var products = Pack(0.0);
  for (var j = 0u; j < params.tables; j++) {
    for (var c = lane; c < params.packs; c += LANES) { products += dy[start + c] * table[row * params.packs + c]; }
    start += params.packs;
    row += params.chunks * params.rows;
  }
  let sum = row_sum(pack_sum(products), lane);
  if (is_inside && lane == 0u) { dscores[score] = sum; }
}
