// Gradient of the tables: every row sums over the tokens that picked it.
// Equation: dtable[j, k, c] = sum of score[m, k] dy[m, j] over m = order[k, starts[k, c]] .. order[k, starts[k, c + 1] - 1].
// Shapes: dy [tokens, tables, packs * PACK]; scores [tokens, chunks]; order [chunks, tokens]; starts [chunks, rows + 1]; dtable [tables, chunks, rows, packs * PACK]
// Launch: a thread owns one pack of dtable and walks its row's tokens in order; no barriers. Rows without a token get 0.
// Numerics: f32, summed in order of the tokens.
// Source: README.md
// Truth: memoryLookupBackwardTableReference in reference.ts
struct Params {
  size: u32, // packs of dtable
  packs: u32,
  tables: u32,
  chunks: u32,
  rows: u32,
  tokens: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> scores: array<f32>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read> starts: array<u32>;
@group(0) @binding(5) var<storage, read_write> dtable: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn memory_lookup_backward_table(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let column = index % params.packs;
  let row = index / params.packs;
  let chunk = (row / params.rows) % params.chunks;
  let table = row / (params.rows * params.chunks);
  let run = chunk * (params.rows + 1u) + row % params.rows;
  let last = starts[run + 1u];
  var sum = Pack(0.0);
  for (var i = starts[run]; i < last; i++) {
    let token = order[chunk * params.tokens + i];
    sum += scores[token * params.chunks + chunk] * dy[(token * params.tables + table) * params.packs + column];
  }
  dtable[index] = sum;
}
