// Gradient of the taps of a depthwise convolution on a grid, first pass: sums over a chunk of rows of the grid.
// Equation: partial[p, c, a, b] = sum over the positions of the rows of chunk p of dy[i,j] x[i + a - (kh-1)/2, j + b - (kw-1)/2].
// Shapes: dy, x [B, height, width, channels]; partial [parts, channels, kh, kw]
// Launch: a thread owns one tap of one channel for one chunk; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, fixed order; the second pass sums the chunks.
// Source: README.md
// Truth: conv2dWeightGradientReference in reference.ts
struct Params {
  size: u32, // parts * channels * taps
  channels: u32,
  rows: u32, // B * height
  chunk: u32,
  height: u32,
  width: u32,
  kernel_height: u32,
  kernel_width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

@compute @workgroup_size(64)
fn conv2d_dw_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let taps = params.kernel_height * params.kernel_width;
  let tap = index % taps;
  let channel = index / taps % params.channels;
  let part = index / taps / params.channels;
  let down = i32(tap / params.kernel_width) - i32(params.kernel_height / 2u);
  let right = i32(tap % params.kernel_width) - i32(params.kernel_width / 2u);
  let last = min((part + 1u) * params.chunk, params.rows);
  let first_column = max(0, -right);
  let end_column = i32(params.width) - max(0, right);
  var sum = 0.0;
  for (var row = part * params.chunk; row < last; row++) {
    let i = i32(row % params.height) + down;
    if (i < 0 || i >= i32(params.height)) { continue; }
    for (var j = first_column; j < end_column; j++) {
      let here = (row * params.width + u32(j)) * params.channels + channel;
      let there = (u32(i32(row) + down) * params.width + u32(j + right)) * params.channels + channel;
      sum += dy[here] * x[there];
    }
  }
  partial[index] = sum;
}
