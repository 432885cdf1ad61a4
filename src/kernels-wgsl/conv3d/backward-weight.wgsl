// Gradient of a convolution's filters, first pass: sums over a chunk of lines along depth; column_sum adds the chunks.
// Equation: partial[part,o,a,b,d,c] = sum over the positions i, j, k of the chunk's lines of dy[i,j,k,o] x[i + a - kh/2, j + b - kw/2, k + d - kd/2, c].
// Shapes: dy [B, height, width, depth, O]; x [B, height, width, depth, C]; partial [parts, O, kh, kw, kd, C]
// Launch: a thread owns PACK outputs at one tap and channel, for one chunk; 64 threads, neighbours on neighbouring channels and taps;
//   folded into y; no barriers.
// Numerics: f32, fixed order; a chunk holds at most a few thousand positions.
// Source: README.md
// Truth: conv3dBackwardWeightReference in reference.ts
struct Params {
  size: u32, // parts * packs of outputs * taps * channels
  lines: u32, // B * height * width
  chunk: u32,
  //: insert VOLUME_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn conv3d_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let packs = params.outputs / PACK;
  let taps = params.kernel_height * params.kernel_width * params.kernel_depth;
  let c = index % params.channels;
  let tap = index / params.channels % taps;
  let output = index / params.channels / taps % packs;
  let part = index / params.channels / taps / packs;
  let down = i32(tap / params.kernel_depth / params.kernel_width) - i32(params.kernel_height / 2u);
  let right = i32(tap / params.kernel_depth % params.kernel_width) - i32(params.kernel_width / 2u);
  let back = i32(tap % params.kernel_depth) - i32(params.kernel_depth / 2u);
  let first = max(0, -back);
  let end = min(i32(params.depth), i32(params.depth) - back);
  let last = min((part + 1u) * params.chunk, params.lines);
  var sum = Pack(0.0);
  for (var line = part * params.chunk; line < last; line++) {
    let j = i32(line % params.width) + right;
    let i = i32(line / params.width % params.height) + down;
    if (i < 0 || i >= i32(params.height) || j < 0 || j >= i32(params.width)) { continue; }
    let other = (line / params.width / params.height * params.height + u32(i)) * params.width + u32(j);
    for (var k = first; k < end; k++) {
      sum += dy[(line * params.depth + u32(k)) * packs + output] * x[(other * params.depth + u32(k + back)) * params.channels + c];
    }
  }
  let to = ((part * packs + output) * PACK * taps + tap) * params.channels + c;
  //: for q in 0..PACK
  //: if IS_PACKED
  partial[to + ${q}u * taps * params.channels] = sum.${lane(q)};
  //: else
  partial[to] = sum;
  //: end
  //: end
}
