// Where each id's run starts among sorted ids, by binary search.
// Equation: starts[v] = #{i: sorted[i] < v}.
// Shapes: sorted [size]; starts [entries], entries = number of ids + 1
// Launch: one thread per entry; no barriers.
// Numerics: integers.
// Source: none.
// Truth: sortByIdReference in reference.ts
struct Params {
  size: u32,
  entries: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sorted: array<u32>;
@group(0) @binding(2) var<storage, read_write> starts: array<u32>;

@compute @workgroup_size(64)
fn sort_by_id_starts(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let id = (group.y * groups.x + group.x) * 64u + thread;
  if (id >= params.entries) { return; }
  var low = 0u;
  var high = params.size;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (sorted[middle] < id) { low = middle + 1u; } else { high = middle; }
  }
  starts[id] = low;
}
