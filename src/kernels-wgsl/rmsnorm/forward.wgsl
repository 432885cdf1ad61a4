// RMS norm: scales every piece of a row to unit mean square, then by a learned weight per channel.
// Equation: rstd = 1 / sqrt(mean(x^2) + eps), y = x * rstd * w; a row of C channels has `groups` pieces, each its own rstd.
// Shapes: x, y [pieces, packs * PACK]; weight [groups, packs * PACK]; rstd [pieces]
// Launch: a piece per LANES threads; ROWS pieces per workgroup; barriers only inside row_sum.
// Numerics: f32; squares are summed per lane and then by a fixed tree.
// Source: Zhang and Sennrich 2019, equation 4; groups: Three-Phase Transformer, section 3.
// Truth: rmsnormReference in reference.ts
struct Params {
  pieces: u32,
  packs: u32,
  groups: u32,
  epsilon: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
//: if HAS_WEIGHT
@group(0) @binding(2) var<storage, read> weight: array<Pack>;
//: end
@group(0) @binding(${2 + HAS_WEIGHT}) var<storage, read_write> y: array<Pack>;
@group(0) @binding(${3 + HAS_WEIGHT}) var<storage, read_write> rstd: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM

@compute @workgroup_size(64)
fn rmsnorm(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let piece = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = piece < params.pieces;
  let start = select(0u, piece * params.packs, is_inside);
  var squares = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    let value = x[start + j];
    squares += value * value;
  }
  let mean_square = row_sum(pack_sum(squares), lane) / f32(params.packs * PACK);
  let scale = inverseSqrt(mean_square + params.epsilon);
  if (!is_inside) { return; }
  if (lane == 0u) { rstd[piece] = scale; }
  //: if HAS_WEIGHT
  let channel = (piece % params.groups) * params.packs;
  for (var j = lane; j < params.packs; j += LANES) { y[start + j] = x[start + j] * scale * weight[channel + j]; }
  //: else
  for (var j = lane; j < params.packs; j += LANES) { y[start + j] = x[start + j] * scale; }
  //: end
}
