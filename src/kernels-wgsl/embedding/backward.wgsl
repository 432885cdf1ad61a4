// Gradient of an embedding's table, finished by an element-wise program (identity, or a tied head's gradient added).
// Equation: dweight[v] = scale * sum of dy over order[starts[v]] .. order[starts[v + 1] - 1]; rows without a position get 0.
// Shapes: dy [tokens, packs * PACK]; order [tokens]; starts [V + 1]; dweight [V, packs * PACK]
// Launch: a thread owns one pack of dweight and walks its row's run of positions in order; no barriers.
// Numerics: f32, summed in order of position.
// Source: README.md
// Truth: embeddingBackwardReference in reference.ts
struct Params {
  size: u32, // packs of dweight
  packs: u32,
  //: insert PROGRAM_PARAMS
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> order: array<u32>;
@group(0) @binding(3) var<storage, read> starts: array<u32>;

//: insert PACK_TYPE
//: insert PROGRAM

@compute @workgroup_size(64)
fn embedding_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let row = index / params.packs;
  let column = index % params.packs;
  let end = starts[row + 1u];
  var sum = Pack(0.0);
  for (var k = starts[row]; k < end; k++) { sum += dy[order[k] * params.packs + column]; }
  finish(index, params.scale * sum);
}
