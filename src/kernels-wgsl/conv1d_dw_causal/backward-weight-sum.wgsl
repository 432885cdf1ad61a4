// Gradients of the taps and the bias of a causal depthwise convolution, second pass: sums over the chunks.
// Equation: dweight[c, k] = sum_p partial[p, k, c] for k < K; dbias[c] = sum_p partial[p, K, c].
// Shapes: partial [parts, TAPS + 1, channels]; dweight [channels, TAPS]; dbias [channels]
// Launch: a thread owns one tap of one channel; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, fixed order, at most a few hundred chunks.
// Source: README.md
// Truth: conv1dWeightGradientReference in reference.ts
struct Params {
  size: u32, // (TAPS + 1) * channels
  channels: u32,
  parts: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partial: array<f32>;
@group(0) @binding(2) var<storage, read_write> dweight: array<f32>;
@group(0) @binding(3) var<storage, read_write> dbias: array<f32>;

@compute @workgroup_size(64)
fn conv1d_dw_causal_backward_weight_sum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  var sum = 0.0;
  for (var part = 0u; part < params.parts; part++) { sum += partial[part * params.size + index]; }
  let tap = index / params.channels;
  let channel = index % params.channels;
  if (tap == ${TAPS}u) { dbias[channel] = sum; } else { dweight[channel * ${TAPS}u + tap] = sum; }
}
