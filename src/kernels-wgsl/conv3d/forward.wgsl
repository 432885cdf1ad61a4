// Convolution of volumes, channels last, of unchanged extents.
// Equation: y[i,j,k,o] = sum_{a,b,d,c} w[o,a,b,d,c] x[i + a - kh/2, j + b - kw/2, k + d - kd/2, c], zeros outside.
// Shapes: x [B, height, width, depth, C]; weight [O, kh, kw, kd, C]; y [B, height, width, depth, O]
// Launch: a thread owns PACK outputs at POSITIONS neighbours; 64 threads, neighbours on neighbouring outputs; folded into y; no barriers.
// Numerics: f32, taps in order, channels in order.
// Source: README.md
// Truth: conv3dReference in reference.ts
struct Params {
  size: u32, // blocks of positions * packs of outputs
  positions: u32, // B * height * width * depth
  //: insert VOLUME_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn conv3d(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let packs = params.outputs / PACK;
  let output = index % packs;
  let first = index / packs * POSITIONS;
  let taps = params.kernel_height * params.kernel_width * params.kernel_depth;
  //: for r in 0..POSITIONS
  let position${r} = min(first + ${r}u, params.positions - 1u);
  let front${r} = i32(position${r} % params.depth) - i32(params.kernel_depth / 2u);
  let left${r} = i32(position${r} / params.depth % params.width) - i32(params.kernel_width / 2u);
  let top${r} = i32(position${r} / params.depth / params.width % params.height) - i32(params.kernel_height / 2u);
  let volume${r} = position${r} / params.depth / params.width / params.height * params.height;
  var sum${r} = Pack(0.0);
  //: end
  for (var tap = 0u; tap < taps; tap++) {
    let down = i32(tap / params.kernel_depth / params.kernel_width);
    let right = i32(tap / params.kernel_depth % params.kernel_width);
    let back = i32(tap % params.kernel_depth);
    //: for r in 0..POSITIONS
    let i${r} = top${r} + down;
    let j${r} = left${r} + right;
    let k${r} = front${r} + back;
    let is_inside${r} = i${r} >= 0 && i${r} < i32(params.height) && j${r} >= 0 && j${r} < i32(params.width) && k${r} >= 0 && k${r} < i32(params.depth);
    let from${r} = select(0u, (((volume${r} + u32(i${r})) * params.width + u32(j${r})) * params.depth + u32(k${r})) * params.channels, is_inside${r});
    //: end
    let row = (output * PACK * taps + tap) * params.channels;
    for (var c = 0u; c < params.channels; c++) {
      let w = Pack($[q: 0..PACK|, |weight[row + ${q}u * taps * params.channels + c]]);
      //: for r in 0..POSITIONS
      sum${r} += w * select(0.0, x[from${r} + c], is_inside${r});
      //: end
    }
  }
  //: for r in 0..POSITIONS
  if (first + ${r}u < params.positions) { y[(first + ${r}u) * packs + output] = sum${r}; }
  //: end
}
