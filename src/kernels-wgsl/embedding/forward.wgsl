// Embedding: looks up a row of the table for every id, finished by an element-wise program (identity, or positions added).
// Equation: y[t] = scale * weight[id_t].
// Shapes: ids [tokens]; weight [V, packs * PACK]; y [tokens, packs * PACK]
// Launch: a thread owns one pack of y; no barriers.
// Numerics: exact for scale 1.
// Source: none, a table.
// Truth: embeddingReference in reference.ts
struct Params {
  size: u32, // packs of y
  packs: u32,
  //: insert PROGRAM_PARAMS
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read> weight: array<Pack>;

//: insert PACK_TYPE
//: insert PROGRAM

@compute @workgroup_size(64)
fn embedding(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let token = index / params.packs;
  finish(index, params.scale * weight[ids[token] * params.packs + index % params.packs]);
}
