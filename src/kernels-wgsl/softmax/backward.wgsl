// Gradient of softmax, or of its logarithm, along one axis.
// Equation: dx = y * (dy - sum(dy * y)); logarithm: dx = dy - exp(y) * sum(dy).
// Shapes: dy, y, dx [outer, extent, stride]; packs of four only where stride = 1
// Launch: a line per LANES threads; ROWS lines per workgroup; barriers only inside row_sum.
// Numerics: f32; the forward result is reused, so no exponential can overflow.
// Source: README.md
// Truth: softmaxBackwardReference in reference.ts
struct Params {
  lines: u32,
  packs: u32,
  stride: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> y: array<Pack>;
@group(0) @binding(3) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE
//: insert ROW_SUM

@compute @workgroup_size(64)
//: if IS_LOG
fn log_softmax_backward(
//: else
fn softmax_backward(
//: end
  @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32
) {
  let lane = thread % LANES;
  let line = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = line < params.lines;
  let start = select(0u, (line / params.stride) * params.packs * params.stride + line % params.stride, is_inside);
  var part = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    let at = start + j * params.stride;
    //: if IS_LOG
    part += dy[at];
    //: else
    part += dy[at] * y[at];
    //: end
  }
  let sum = row_sum(pack_sum(part), lane);
  if (!is_inside) { return; }
  for (var j = lane; j < params.packs; j += LANES) {
    let at = start + j * params.stride;
    //: if IS_LOG
    dx[at] = dy[at] - exp(y[at]) * sum;
    //: else
    dx[at] = y[at] * (dy[at] - sum);
    //: end
  }
}
