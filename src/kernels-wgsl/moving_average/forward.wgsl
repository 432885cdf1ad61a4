// Mean of the values around each step of a series, its ends repeated.
// Equation: y[t] = 1/K sum_{|o| <= r} x[clamp(t + o, 0, T - 1)], K = 2 r + 1
// Shapes: x, y [B, T, packs * PACK]
// Launch: a thread owns one pack of channels of one step; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, places in order; K values at most.
// Source: Autoformer (arXiv 2106.13008), series decomposition.
// Truth: movingAverageReference in reference.ts
struct Params {
  size: u32, // B * T * packs
  packs: u32,
  length: u32,
  radius: u32,
  share: f32, // 1 / K
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn moving_average(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let t = i32((index / params.packs) % params.length);
  let base = index / params.packs / params.length * params.length;
  let radius = i32(params.radius);
  let last = i32(params.length) - 1;
  var sum = Pack(0.0);
  for (var place = t - radius; place <= t + radius; place++) {
    sum += x[(base + u32(clamp(place, 0, last))) * params.packs + channel];
  }
  y[index] = sum * params.share;
}
