// Convolution of images, channels last, in groups, with strides, zero padding and dilation, finished by an element-wise program.
// Equation: y[i,j,o] = sum_{a,b,q} w[o,a,b,q] x[i s + a d - p, j s + b d - p, base(o) + q], zeros outside.
// Shapes: x [B, height, width, C]; weight [O, kh, kw, C / groups]; y [B, out_height, out_width, O]
// Launch: a thread owns PACK outputs at POSITIONS windows; 64 threads, neighbours on neighbouring outputs; folded into y;
//   no barriers. PACK * POSITIONS products for PACK + POSITIONS loads.
// Numerics: f32, taps in order, channels in order.
// Source: README.md
// Truth: conv2dReference in reference.ts
struct Params {
  size: u32, // blocks of windows * packs of outputs
  packs: u32,
  rows: u32, // B * out_height * out_width
  group_outputs: u32,
  group_packs: u32, // packs of channels in a group
  row_packs: u32, // packs of channels of a position
  //: insert WINDOW_PARAMS
  //: insert PROGRAM_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<ChannelPack>;
@group(0) @binding(2) var<storage, read> weight: array<ChannelPack>;

//: insert PACK_TYPE
//: insert CHANNEL_PACK
//: insert PROGRAM

@compute @workgroup_size(64)
fn conv2d(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let first = index / params.packs * POSITIONS;
  let base = channel * PACK / params.group_outputs * params.group_packs;
  let taps = params.kernel_height * params.kernel_width;
  //: for r in 0..POSITIONS
  let window${r} = min(first + ${r}u, params.rows - 1u);
  let left${r} = i32(window${r} % params.out_width * params.stride_width) - i32(params.padding_width);
  let top${r} = i32(window${r} / params.out_width % params.out_height * params.stride_height) - i32(params.padding_height);
  let image${r} = window${r} / params.out_width / params.out_height * params.height;
  var sum${r} = Pack(0.0);
  //: end
  for (var tap = 0u; tap < taps; tap++) {
    let down = i32(tap / params.kernel_width * params.dilation_height);
    let right = i32(tap % params.kernel_width * params.dilation_width);
    //: for r in 0..POSITIONS
    let i${r} = top${r} + down;
    let j${r} = left${r} + right;
    let is_inside${r} = i${r} >= 0 && i${r} < i32(params.height) && j${r} >= 0 && j${r} < i32(params.width);
    let from${r} = select(0u, ((image${r} + u32(i${r})) * params.width + u32(j${r})) * params.row_packs + base, is_inside${r});
    //: end
    if ($[r: 0..POSITIONS| + |u32(is_inside${r})] == 0u) { continue; }
    let row = (channel * PACK * taps + tap) * params.group_packs;
    for (var q = 0u; q < params.group_packs; q++) {
      //: for k in 0..PACK
      let w${k} = weight[row + ${k}u * taps * params.group_packs + q];
      //: end
      //: for r in 0..POSITIONS
      let v${r} = select(ChannelPack(0.0), x[from${r} + q], is_inside${r});
      sum${r} += Pack($[k: 0..PACK|, |channel_dot(w${k}, v${r})]);
      //: end
    }
  }
  //: for r in 0..POSITIONS
  if (first + ${r}u < params.rows) { finish((first + ${r}u) * params.packs + channel, sum${r}); }
  //: end
}
