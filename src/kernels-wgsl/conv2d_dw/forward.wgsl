// Depthwise convolution on a grid, channels last, zero padding that keeps the size; flipped taps make its own transpose.
// Equation: y[i,j] = sum_{a,b} w[a,b] x[i + a - (kh-1)/2, j + b - (kw-1)/2], or with w[kh-1-a, kw-1-b].
// Shapes: x, y [B, height, width, packs * PACK]; weight [packs * PACK, kh, kw], both odd
// Launch: a thread owns one pack of one position; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, taps in order.
// Source: README.md
// Truth: conv2dReference in reference.ts
struct Params {
  size: u32, // B * height * width * packs
  packs: u32,
  height: u32,
  width: u32,
  kernel_height: u32,
  kernel_width: u32,
  is_flipped: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

fn tap_at(channel: u32, tap: u32, taps: u32) -> Pack {
  //: if IS_PACKED
  let start = 4u * channel * taps + tap;
  return vec4f(weight[start], weight[start + taps], weight[start + 2u * taps], weight[start + 3u * taps]);
  //: else
  return weight[channel * taps + tap];
  //: end
}

@compute @workgroup_size(64)
fn conv2d_dw(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let position = index / params.packs;
  let column = i32(position % params.width);
  let row = i32(position / params.width % params.height);
  let image = position / params.width / params.height * params.height;
  let taps = params.kernel_height * params.kernel_width;
  var sum = Pack(0.0);
  for (var a = 0u; a < params.kernel_height; a++) {
    let i = row + i32(a) - i32(params.kernel_height / 2u);
    if (i < 0 || i >= i32(params.height)) { continue; }
    for (var b = 0u; b < params.kernel_width; b++) {
      let j = column + i32(b) - i32(params.kernel_width / 2u);
      if (j < 0 || j >= i32(params.width)) { continue; }
      let tap = a * params.kernel_width + b;
      let own = select(tap, taps - 1u - tap, params.is_flipped != 0u);
      sum += tap_at(channel, own, taps) * x[((image + u32(i)) * params.width + u32(j)) * params.packs + channel];
    }
  }
  y[index] = sum;
}
