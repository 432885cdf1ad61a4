// Table look-up: adds the row that each chunk picks, weighed by the chunk's score.
// Equation: y[m, j] = bias[j] + sum_k score[m, k] table[j, k, code[m, k]], for `tables` outputs j side by side.
// Shapes: codes, scores [tokens, chunks]; table [tables, chunks, rows, packs * PACK]; bias [tables, packs * PACK]; y [tokens, tables, packs * PACK]
// Launch: one thread per pack of y; neighbouring threads read neighbouring columns of the same rows; no barriers.
// Numerics: f32, summed in order of the chunks.
// Source: MemoryFormer (arXiv 2411.12992), section 3.
// Truth: memoryLookupReference in reference.ts
struct Params {
  size: u32, // packs of y
  packs: u32,
  tables: u32,
  chunks: u32,
  rows: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> codes: array<u32>;
@group(0) @binding(2) var<storage, read> scores: array<f32>;
@group(0) @binding(3) var<storage, read> table: array<Pack>;
//: if HAS_BIAS
@group(0) @binding(4) var<storage, read> bias: array<Pack>;
//: end
@group(0) @binding(${4 + HAS_BIAS}) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn memory_lookup(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let outputs = params.tables * params.packs;
  let token = index / outputs;
  let output = index % outputs;
  let column = output % params.packs;
  let first = token * params.chunks;
  //: if HAS_BIAS
  var sum = bias[output];
  //: else
  var sum = Pack(0.0);
  //: end
  var row = (output / params.packs) * params.chunks * params.rows;
  for (var k = 0u; k < params.chunks; k++) {
    sum += scores[first + k] * table[(row + codes[first + k]) * params.packs + column];
    row += params.rows;
  }
  y[index] = sum;
}
