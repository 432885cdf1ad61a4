// Zeros, for the tokens that no region of a level has: the passes behind it add.
// Equation: dqkv = 0
// Shapes: dqkv [size] of Pack
// Launch: a thread owns one Pack; 64 threads; no barriers.
// Numerics: none.
// Source: none.
// Truth: segmentSummaryBackwardReference in reference.ts
struct Params { size: u32 }
//: insert PACK_TYPE
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> dqkv: array<Pack>;

@compute @workgroup_size(64)
fn segment_summary_clear(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let at = (group.y * groups.x + group.x) * 64u + thread;
  if (at < params.size) { dqkv[at] = Pack(0.0); }
}
