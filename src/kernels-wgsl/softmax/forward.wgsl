// Softmax, or its logarithm, along one axis.
// Equation: y_j = exp(x_j - m) / s, m = max x, s = sum exp(x_j - m); logarithm: y_j = (x_j - m) - log s.
// Shapes: x, y [outer, extent, stride], a line for each (outer, stride) pair; packs of four only where stride = 1
// Launch: a line per LANES threads; ROWS lines per workgroup; barriers only inside row_max and row_sum.
// Numerics: f32; maximum and sum in one pass, the sum rescaled when the maximum grows; a line without any finite entry
//   gives zeros.
// Source: Milakov and Gimelshein 2018, algorithm 3.
// Truth: softmaxReference in reference.ts
struct Params {
  lines: u32,
  packs: u32,
  stride: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE
//: insert ROW_SUM
//: insert ROW_MAX
const LOWEST = -3.4028234e38;

@compute @workgroup_size(64)
//: if IS_LOG
fn log_softmax(
//: else
fn softmax(
//: end
  @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32
) {
  let lane = thread % LANES;
  let line = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = line < params.lines;
  let start = select(0u, (line / params.stride) * params.packs * params.stride + line % params.stride, is_inside);
  var highest = LOWEST;
  var sum = 0.0;
  for (var j = lane; j < params.packs; j += LANES) {
    let value = x[start + j * params.stride];
    let grown = max(highest, pack_max(value));
    sum = sum * exp(highest - grown) + pack_sum(exp(value - grown));
    highest = grown;
  }
  let peak = row_max(highest, lane);
  let total = row_sum(sum * exp(highest - peak), lane);
  if (!is_inside) { return; }
  //: if IS_LOG
  let log_total = log(max(total, 1e-37));
  for (var j = lane; j < params.packs; j += LANES) {
    let at = start + j * params.stride;
    y[at] = (x[at] - peak) - log_total;
  }
  //: else
  let scale = select(0.0, 1.0 / total, total > 0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    let at = start + j * params.stride;
    y[at] = exp(x[at] - peak) * scale;
  }
  //: end
}
