// Gradient of a moving average: each step gathers from the windows that hold it, an end also for the places it stands for.
// Equation: dx[j] = 1/K sum_{|t - j| <= r} n(t, j) dy[t], n(t, j) = number of offsets |o| <= r with clamp(t + o, 0, T - 1) = j
// Shapes: dy, dx [B, T, packs * PACK]
// Launch: a thread owns one pack of channels of one step; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, steps in order.
// Source: README.md
// Truth: movingAverageBackwardReference in reference.ts
struct Params {
  size: u32, // B * T * packs
  packs: u32,
  length: u32,
  radius: u32,
  share: f32, // 1 / K
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn moving_average_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let j = i32((index / params.packs) % params.length);
  let base = index / params.packs / params.length * params.length;
  let radius = i32(params.radius);
  let last = i32(params.length) - 1;
  var sum = Pack(0.0);
  for (var t = max(0, j - radius); t <= min(last, j + radius); t++) {
    // Beyond an end its own value is averaged: so many places more belong to it.
    var places = 1;
    if (j == 0) { places += radius - t; }
    if (j == last) { places += radius - (last - t); }
    sum += f32(places) * dy[(base + u32(t)) * params.packs + channel];
  }
  dx[index] = sum * params.share;
}
