// Copies a window of rows of one matrix to a window of another.
// Equation: target[to + i] = source[from + i].
// Shapes: source, target [rows, columns], seen as packs
// Launch: a thread owns one pack; no barriers.
// Numerics: exact.
// Source: none.
// Truth: none of its own; headCrossEntropyBackwardReference covers it.
struct Params {
  size: u32,
  from_index: u32,
  to_index: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> source: array<Pack>;
@group(0) @binding(2) var<storage, read_write> copied: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn head_cross_entropy_copy(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  copied[params.to_index + index] = source[params.from_index + index];
}
