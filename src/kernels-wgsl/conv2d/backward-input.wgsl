// The adjoint of a convolution in its image: gradient of x, or a transposed convolution. A gather, so that nothing is added twice.
// Equation: dx[m,n,c] = sum over o of c's group and taps a, b with i s + a d - p = m and j s + b d - p = n of dy[i,j,o] w[o,a,b,c - base].
// Shapes: dy [B, out_height, out_width, O]; weight [O, kh, kw, C / groups]; dx [B, height, width, C]
// Launch: a thread owns a pack of channels at POSITIONS positions; 64 threads, neighbours on neighbouring channels; folded into y;
//   no barriers.
// Numerics: f32, taps in order, outputs in order.
// Source: README.md
// Truth: conv2dBackwardInputReference in reference.ts
struct Params {
  size: u32, // blocks of positions * packs of channels
  rows: u32, // B * height * width
  group_output_packs: u32,
  output_packs: u32, // packs of outputs of a window
  group_packs: u32, // packs of channels in a group
  row_packs: u32, // packs of channels of a position
  //: insert WINDOW_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> weight: array<ChannelPack>;
@group(0) @binding(3) var<storage, read_write> dx: array<ChannelPack>;

//: insert PACK_TYPE
//: insert CHANNEL_PACK

/// Number of the window whose tap lies `reach` behind its start, or -1.
fn window_at(reach: i32, stride: u32, windows: u32) -> i32 {
  let window = reach / i32(stride);
  return select(-1, window, reach >= 0 && window * i32(stride) == reach && window < i32(windows));
}

@compute @workgroup_size(64)
fn conv2d_backward_input(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.row_packs;
  let first = index / params.row_packs * POSITIONS;
  let own_group = channel / params.group_packs;
  let taps = params.kernel_height * params.kernel_width;
  //: for r in 0..POSITIONS
  let position${r} = min(first + ${r}u, params.rows - 1u);
  let n${r} = i32(position${r} % params.width + params.padding_width);
  let m${r} = i32(position${r} / params.width % params.height + params.padding_height);
  let image${r} = position${r} / params.width / params.height * params.out_height;
  var sum${r} = ChannelPack(0.0);
  //: end
  for (var tap = 0u; tap < taps; tap++) {
    let down = i32(tap / params.kernel_width * params.dilation_height);
    let right = i32(tap % params.kernel_width * params.dilation_width);
    //: for r in 0..POSITIONS
    let i${r} = window_at(m${r} - down, params.stride_height, params.out_height);
    let j${r} = window_at(n${r} - right, params.stride_width, params.out_width);
    let is_inside${r} = i${r} >= 0 && j${r} >= 0;
    let from${r} = select(0u, ((image${r} + u32(i${r})) * params.out_width + u32(j${r})) * params.output_packs + own_group * params.group_output_packs, is_inside${r});
    //: end
    if ($[r: 0..POSITIONS| + |u32(is_inside${r})] == 0u) { continue; }
    for (var o = 0u; o < params.group_output_packs; o++) {
      let row = ((own_group * params.group_output_packs + o) * PACK * taps + tap) * params.group_packs + channel % params.group_packs;
      //: for k in 0..PACK
      let w${k} = weight[row + ${k}u * taps * params.group_packs];
      //: end
      //: for r in 0..POSITIONS
      let g${r} = select(Pack(0.0), dy[from${r} + o], is_inside${r});
      //: if IS_PACKED
      sum${r} += $[k: 0..PACK| + |g${r}.${lane(k)} * w${k}];
      //: else
      sum${r} += g${r} * w0;
      //: end
      //: end
    }
  }
  //: for r in 0..POSITIONS
  if (first + ${r}u < params.rows) { dx[(first + ${r}u) * params.row_packs + channel] = sum${r}; }
  //: end
}
