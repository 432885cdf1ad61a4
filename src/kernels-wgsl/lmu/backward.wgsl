// Gradient of the Legendre memory by its input: the response against everything that follows, one contiguous product.
// Equation: du[j] = sum_{t >= j} <response[t - j], dm[t]>.
// Shapes: dm [B, steps, packs * PACK]; response [steps, packs * PACK]; du [B, steps]
// Launch: a step per LANES threads; ROWS steps per workgroup; barriers only inside row_sum.
// Numerics: f32.
// Source: README.md
// Truth: memoryBackwardReference in reference.ts
struct Params {
  rows: u32, // B * steps
  packs: u32,
  steps: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dm: array<Pack>;
@group(0) @binding(2) var<storage, read> response: array<Pack>;
@group(0) @binding(3) var<storage, read_write> du: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM

@compute @workgroup_size(64)
fn lmu_memory_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let extent = select(0u, (params.steps - row % params.steps) * params.packs, is_inside);
  let start = row * params.packs;
  var sum = Pack(0.0);
  for (var e = lane; e < extent; e += LANES) { sum += response[e] * dm[start + e]; }
  let total = row_sum(pack_sum(sum), lane);
  if (is_inside && lane == 0u) { du[row] = total; }
}
