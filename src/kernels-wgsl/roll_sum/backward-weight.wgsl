// Gradient of the weights of rolled series: how alike the incoming gradient and each rolled series are.
// Equation: dw[b, i] = sum_t dy[b, t] . v[b, (t + delay_i) mod L]
// Shapes: dy, v [B, L, packs * PACK]; delays [B, k] or [1, k]; dw [B, k]
// Launch: a weight per LANES threads; ROWS weights per workgroup; barriers only inside row_sum.
// Numerics: f32, steps in order within a lane.
// Source: README.md
// Truth: rollSumWeightReference in reference.ts
struct Params {
  rows: u32, // B * k
  packs: u32,
  length: u32,
  terms: u32,
  stride: u32, // k, or 0 where delays are shared
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> v: array<Pack>;
@group(0) @binding(3) var<storage, read> delays: array<u32>;
@group(0) @binding(4) var<storage, read_write> dw: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM

@compute @workgroup_size(64)
fn roll_sum_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let series = select(0u, row / params.terms, is_inside);
  let delay = delays[series * params.stride + select(0u, row % params.terms, is_inside)];
  let start = series * params.length * params.packs;
  let extent = params.length * params.packs;
  var sum = Pack(0.0);
  for (var j = lane; j < extent; j += LANES) {
    sum += dy[start + j] * v[start + (j + delay * params.packs) % extent];
  }
  let total = row_sum(pack_sum(sum), lane);
  if (is_inside && lane == 0u) { dw[row] = total; }
}
