// Gradient of pooling by its image: each position gathers from the windows it lies in.
// Equation: dx[m,n] = sum over the windows that hold it of weight dy, or of dy where the window kept its tap.
// Shapes: dy (and tap) [B, out_height, out_width, packs * PACK]; dx [B, height, width, packs * PACK]
// Launch: a thread owns one pack of one position; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, windows in order.
// Source: README.md
// Truth: averagePoolBackwardReference and maxPoolBackwardReference in reference.ts
struct Params {
  size: u32, // B * height * width * packs
  packs: u32,
  counts_padding: u32,
  //: insert WINDOW_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
//: if IS_MAX
//: if IS_PACKED
alias TapPack = vec4u;
//: else
alias TapPack = u32;
//: end
@group(0) @binding(2) var<storage, read> first_tap: array<TapPack>;
//: end
@group(0) @binding(${2 + IS_MAX}) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE

/// First window that reaches a position, the position counted from the edge of the padding.
fn first_window(place: u32, kernel: u32, stride: u32) -> u32 {
  return select(0u, (place - kernel) / stride + 1u, place >= kernel);
}

/// Values of a window along one axis.
fn values_of(window: u32, kernel: u32, stride: u32, padding: u32, extent: u32) -> u32 {
  let start = window * stride;
  return min(start + kernel, extent + padding) - max(start, padding);
}

@compute @workgroup_size(64)
fn pool2d_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let position = index / params.packs;
  let n = position % params.width + params.padding_width;
  let m = position / params.width % params.height + params.padding_height;
  let image = position / params.width / params.height * params.out_height;
  let end_i = min(m / params.stride_height + 1u, params.out_height);
  let end_j = min(n / params.stride_width + 1u, params.out_width);
  var sum = Pack(0.0);
  for (var i = first_window(m, params.kernel_height, params.stride_height); i < end_i; i++) {
    for (var j = first_window(n, params.kernel_width, params.stride_width); j < end_j; j++) {
      let at = ((image + i) * params.out_width + j) * params.packs + channel;
      //: if IS_MAX
      let own = (m - i * params.stride_height) * params.kernel_width + n - j * params.stride_width;
      sum += select(Pack(0.0), dy[at], first_tap[at] == TapPack(own));
      //: else
      let values = values_of(i, params.kernel_height, params.stride_height, params.padding_height, params.height)
        * values_of(j, params.kernel_width, params.stride_width, params.padding_width, params.width);
      let count = select(values, params.kernel_height * params.kernel_width, params.counts_padding != 0u);
      sum += dy[at] / f32(count);
      //: end
    }
  }
  dx[index] = sum;
}
