// Keeps running statistics of a channel: an exponential mean over batches, written in place.
// Equation: running_mean += momentum * (mean - running_mean), running_variance += momentum * (unbias * variance - running_variance).
// Shapes: running_mean, running_variance, mean, variance [channels]; unbias = rows / (rows - 1)
// Launch: one thread per channel; no barriers.
// Numerics: f32.
// Source: Ioffe and Szegedy 2015, algorithm 2.
// Truth: batchNormRunningReference in reference.ts
struct Params {
  channels: u32,
  momentum: f32,
  unbias: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(2) var<storage, read_write> running_variance: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> variance: array<f32>;

@compute @workgroup_size(64)
fn batch_norm_running(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = (group.y * groups.x + group.x) * 64u + thread;
  if (channel >= params.channels) { return; }
  running_mean[channel] += params.momentum * (mean[channel] - running_mean[channel]);
  running_variance[channel] += params.momentum * (params.unbias * variance[channel] - running_variance[channel]);
}
