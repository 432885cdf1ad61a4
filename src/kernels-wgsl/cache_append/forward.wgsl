// Cache append: copies a part of one token's row into the row of its position.
// Equation: cache[p mod rows, c] = x[start + c]
// Shapes: x [columns]; position [1]; cache [rows, width]
// Launch: a thread per channel; 64 threads; no barriers.
// Numerics: a copy.
// Source: README.md
// Truth: cacheAppendReference in reference.ts
struct Params {
  width: u32,
  rows: u32,
  start: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> position: array<u32>;
@group(0) @binding(3) var<storage, read_write> cache: array<f32>;

@compute @workgroup_size(64)
fn cache_append(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = (group.y * groups.x + group.x) * 64u + thread;
  if (channel >= params.width) { return; }
  cache[position[0] % params.rows * params.width + channel] = x[params.start + channel];
}
