// Weighted sum of a circular series rolled by several delays.
// Equation: y[b, t] = sum_i w[b, i] v[b, (t + delay_i) mod L]; the adjoint rolls by -delay_i
// Shapes: v, y [B, L, packs * PACK]; delays [B, k] or [1, k]; weights [B, k]
// Launch: a thread owns one pack of channels of one step; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, delays in order.
// Source: Autoformer (arXiv 2106.13008), time-delay aggregation.
// Truth: rollSumReference in reference.ts
struct Params {
  size: u32, // B * L * packs
  packs: u32,
  length: u32,
  terms: u32,
  stride: u32, // k, or 0 where delays are shared
  is_adjoint: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> v: array<Pack>;
@group(0) @binding(2) var<storage, read> delays: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn roll_sum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let t = (index / params.packs) % params.length;
  let series = index / params.packs / params.length;
  var sum = Pack(0.0);
  for (var i = 0u; i < params.terms; i++) {
    let delay = delays[series * params.stride + i];
    let ahead = select(delay, params.length - delay, params.is_adjoint == 1u);
    let place = (t + ahead) % params.length;
    sum += weights[series * params.terms + i] * v[(series * params.length + place) * params.packs + channel];
  }
  y[index] = sum;
}
