// Counting sort of codes, second pass: where each code's run starts, and where each tile's part of it begins.
// Equation: starts[k, c] = sum over tiles of less[k, c]; place[k, c, tile] = starts[k, c] + sum over earlier tiles of equal[k, c].
// Shapes: equal, place [chunks, rows, tiles] (place holds `less` on entry); starts [chunks, rows + 1]
// Launch: one thread per chunk and code, one code past the last included; no barriers.
// Numerics: integers.
// Source: none, a counting sort.
// Truth: sortCodesReference in reference.ts
struct Params {
  size: u32, // chunks * (rows + 1)
  tokens: u32,
  rows: u32,
  tiles: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> equal: array<u32>;
@group(0) @binding(2) var<storage, read_write> place: array<u32>;
@group(0) @binding(3) var<storage, read_write> starts: array<u32>;

@compute @workgroup_size(64)
fn memory_lookup_sort_starts(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let code = index % (params.rows + 1u);
  if (code == params.rows) {
    starts[index] = params.tokens;
    return;
  }
  let first = (index / (params.rows + 1u) * params.rows + code) * params.tiles;
  var next = 0u;
  for (var tile = 0u; tile < params.tiles; tile++) { next += place[first + tile]; }
  starts[index] = next;
  for (var tile = 0u; tile < params.tiles; tile++) {
    place[first + tile] = next;
    next += equal[first + tile];
  }
}
