// Gradient of a convolution's weight, first pass: sums over a chunk of rows of windows; column_sum adds the chunks.
// Equation: partial[part,o,a,b,q] = sum over the windows i, j of the chunk's rows of dy[i,j,o] x[i s + a d - p, j s + b d - p, base(o) + q].
// Shapes: dy [B, out_height, out_width, O]; x [B, height, width, C]; partial [parts, O, kh, kw, C / groups]
// Launch: a thread owns a pack of outputs times a pack of channels of one tap, for one chunk; 64 threads, neighbours on
//   neighbouring channels; folded into y; no barriers.
// Numerics: f32, fixed order; a chunk holds at most a few thousand windows.
// Source: README.md
// Truth: conv2dBackwardWeightReference in reference.ts
struct Params {
  size: u32, // parts * packs of outputs * taps * packs of channels in a group
  rows: u32, // B * out_height
  chunk: u32,
  group_outputs: u32,
  output_packs: u32, // packs of outputs of a window
  group_packs: u32, // packs of channels in a group
  row_packs: u32, // packs of channels of a position
  //: insert WINDOW_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<ChannelPack>;
@group(0) @binding(3) var<storage, read_write> partial: array<ChannelPack>;

//: insert PACK_TYPE
//: insert CHANNEL_PACK

@compute @workgroup_size(64)
fn conv2d_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let taps = params.kernel_height * params.kernel_width;
  let q = index % params.group_packs;
  let tap = index / params.group_packs % taps;
  let output = index / params.group_packs / taps % params.output_packs;
  let part = index / params.group_packs / taps / params.output_packs;
  let base = output * PACK / params.group_outputs * params.group_packs + q;
  let down = i32(tap / params.kernel_width * params.dilation_height) - i32(params.padding_height);
  let right = i32(tap % params.kernel_width * params.dilation_width) - i32(params.padding_width);
  let stride = i32(params.stride_width);
  let first = max(0, (stride - 1 - right) / stride);
  let room = i32(params.width) - 1 - right;
  let end = select(min(i32(params.out_width), room / stride + 1), 0, room < 0);
  let last = min((part + 1u) * params.chunk, params.rows);
  //: for k in 0..PACK
  var sum${k} = ChannelPack(0.0);
  //: end
  for (var row = part * params.chunk; row < last; row++) {
    let i = i32(row % params.out_height * params.stride_height) + down;
    if (i < 0 || i >= i32(params.height)) { continue; }
    let line = (row / params.out_height * params.height + u32(i)) * params.width;
    for (var j = first; j < end; j++) {
      let g = dy[(row * params.out_width + u32(j)) * params.output_packs + output];
      let v = x[(line + u32(j * stride + right)) * params.row_packs + base];
      //: for k in 0..PACK
      //: if IS_PACKED
      sum${k} += g.${lane(k)} * v;
      //: else
      sum${k} += g * v;
      //: end
      //: end
    }
  }
  let to = ((part * params.output_packs + output) * PACK * taps + tap) * params.group_packs + q;
  //: for k in 0..PACK
  partial[to + ${k}u * taps * params.group_packs] = sum${k};
  //: end
}
