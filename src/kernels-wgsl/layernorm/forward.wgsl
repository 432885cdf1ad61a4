// Layer norm: shifts and scales every row to mean zero and variance one, then by a learned weight and bias per channel.
// Equation: rstd = 1 / sqrt(mean((x - mean)^2) + eps), y = (x - mean) * rstd * w + b.
// Shapes: x, y [rows, packs * PACK]; weight, bias [packs * PACK]; mean, rstd [rows]
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_sum.
// Numerics: f32, two passes. The first mean is rounded to f32; what it misses, the mean of the differences, is carried
//   separately, so that rows with a mean far above their deviation keep full precision.
// Source: Ba, Kiros and Hinton 2016, equation 4.
// Truth: layernormReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  epsilon: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
//: if HAS_WEIGHT
@group(0) @binding(2) var<storage, read> weight: array<Pack>;
//: end
//: if HAS_BIAS
@group(0) @binding(3) var<storage, read> bias: array<Pack>;
//: end
@group(0) @binding(${2 + HAS_WEIGHT + HAS_BIAS}) var<storage, read_write> y: array<Pack>;
@group(0) @binding(${3 + HAS_WEIGHT + HAS_BIAS}) var<storage, read_write> mean: array<f32>;
@group(0) @binding(${4 + HAS_WEIGHT + HAS_BIAS}) var<storage, read_write> rstd: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM

@compute @workgroup_size(64)
fn layernorm(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let start = select(0u, row * params.packs, is_inside);
  let extent = f32(params.packs * PACK);
  var sum = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) { sum += x[start + j]; }
  let center = row_sum(pack_sum(sum), lane) / extent;
  var rest = Pack(0.0);
  var squares = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    let difference = x[start + j] - center;
    rest += difference;
    squares += difference * difference;
  }
  let missed = row_sum(pack_sum(rest), lane) / extent;
  let variance = row_sum(pack_sum(squares), lane) / extent - missed * missed;
  let scale = inverseSqrt(variance + params.epsilon);
  if (!is_inside) { return; }
  if (lane == 0u) {
    mean[row] = center + missed;
    rstd[row] = scale;
  }
  for (var j = lane; j < params.packs; j += LANES) {
    let xhat = ((x[start + j] - center) - missed) * scale;
    //: if HAS_BIAS
    y[start + j] = xhat * weight[j] + bias[j];
    //: else
    //: if HAS_WEIGHT
    y[start + j] = xhat * weight[j];
    //: else
    y[start + j] = xhat;
    //: end
    //: end
  }
}
