// Sums along the circular diagonals of a square of scores: how alike queries and keys are at every delay.
// Equation: sums[b, tau] = scale sum_t scores[b, t, (t - tau) mod L]
// Shapes: scores [B, L, L]; sums [B, L]
// Launch: a thread owns one delay; workgroups of 64 threads, folded into y; no barriers. Neighbours read neighbouring scores.
// Numerics: f32, steps in order.
// Source: Autoformer (arXiv 2106.13008), auto-correlation.
// Truth: diagonalSumsReference in reference.ts
struct Params {
  size: u32, // B * L
  length: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> scores: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(64)
fn auto_correlation(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let length = params.length;
  let delay = index % length;
  let first = index / length * length;
  var sum = 0.0;
  for (var t = 0u; t < length; t++) {
    sum += scores[(first + t) * length + (t + length - delay) % length];
  }
  sums[index] = sum * params.scale;
}
