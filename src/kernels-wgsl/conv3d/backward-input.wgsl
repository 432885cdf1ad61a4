// Gradient of a convolution's volumes.
// Equation: dx[i,j,k,c] = sum_{a,b,d,o} w[o,a,b,d,c] dy[i - a + kh/2, j - b + kw/2, k - d + kd/2, o], zeros outside.
// Shapes: dy [B, height, width, depth, O]; weight [O, kh, kw, kd, C]; dx [B, height, width, depth, C]
// Launch: a thread owns one element of dx; 64 threads, neighbours on neighbouring channels; folded into y; no barriers.
// Numerics: f32, taps in order, packs of outputs in order.
// Source: README.md
// Truth: conv3dBackwardInputReference in reference.ts
struct Params {
  size: u32, // elements of dx
  //: insert VOLUME_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn conv3d_backward_input(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let packs = params.outputs / PACK;
  let c = index % params.channels;
  let position = index / params.channels;
  let front = i32(position % params.depth + params.kernel_depth / 2u);
  let left = i32(position / params.depth % params.width + params.kernel_width / 2u);
  let top = i32(position / params.depth / params.width % params.height + params.kernel_height / 2u);
  let volume = position / params.depth / params.width / params.height * params.height;
  let taps = params.kernel_height * params.kernel_width * params.kernel_depth;
  var sum = 0.0;
  for (var tap = 0u; tap < taps; tap++) {
    let i = top - i32(tap / params.kernel_depth / params.kernel_width);
    let j = left - i32(tap / params.kernel_depth % params.kernel_width);
    let k = front - i32(tap % params.kernel_depth);
    if (i < 0 || i >= i32(params.height) || j < 0 || j >= i32(params.width) || k < 0 || k >= i32(params.depth)) { continue; }
    let source = (((volume + u32(i)) * params.width + u32(j)) * params.depth + u32(k)) * packs;
    for (var output = 0u; output < packs; output++) {
      let row = (output * PACK * taps + tap) * params.channels + c;
      sum += pack_sum(dy[source + output] * Pack($[q: 0..PACK|, |weight[row + ${q}u * taps * params.channels]]));
    }
  }
  dx[index] = sum;
}
