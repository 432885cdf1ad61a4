// Pooling of images, channels last: the mean of each window, or its largest value with the tap it came from.
// Equation: y[i,j] = weight sum of x over the window's values, weight one over their number or over all taps; or their maximum.
// Shapes: x [B, height, width, packs * PACK]; y (and tap) [B, out_height, out_width, packs * PACK]
// Launch: a thread owns one pack of one window; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, taps in row-major order; of equal maxima the first is kept.
// Source: README.md
// Truth: averagePoolReference and maxPoolReference in reference.ts
struct Params {
  size: u32, // B * out_height * out_width * packs
  packs: u32,
  counts_padding: u32,
  //: insert WINDOW_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> y: array<Pack>;
//: if IS_MAX
//: if IS_PACKED
alias TapPack = vec4u;
//: else
alias TapPack = u32;
//: end
@group(0) @binding(3) var<storage, read_write> first_tap: array<TapPack>;
//: end

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn pool2d(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let position = index / params.packs;
  let left = i32(position % params.out_width * params.stride_width) - i32(params.padding_width);
  let top = i32(position / params.out_width % params.out_height * params.stride_height) - i32(params.padding_height);
  let image = position / params.out_width / params.out_height * params.height;
  let first_row = u32(max(0, top));
  let end_row = u32(min(i32(params.height), top + i32(params.kernel_height)));
  let first_column = u32(max(0, left));
  let end_column = u32(min(i32(params.width), left + i32(params.kernel_width)));
  //: if IS_MAX
  var best = x[((image + first_row) * params.width + first_column) * params.packs + channel];
  var tap = TapPack(u32(i32(first_row) - top) * params.kernel_width + u32(i32(first_column) - left));
  //: else
  var sum = Pack(0.0);
  //: end
  for (var i = first_row; i < end_row; i++) {
    for (var j = first_column; j < end_column; j++) {
      let value = x[((image + i) * params.width + j) * params.packs + channel];
      //: if IS_MAX
      let own = u32(i32(i) - top) * params.kernel_width + u32(i32(j) - left);
      tap = select(tap, TapPack(own), value > best);
      best = max(best, value);
      //: else
      sum += value;
      //: end
    }
  }
  //: if IS_MAX
  y[index] = best;
  first_tap[index] = tap;
  //: else
  let values = (end_row - first_row) * (end_column - first_column);
  let count = select(values, params.kernel_height * params.kernel_width, params.counts_padding != 0u);
  y[index] = sum / f32(count);
  //: end
}
