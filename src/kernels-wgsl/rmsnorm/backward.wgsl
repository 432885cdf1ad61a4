// Gradient of RMS norm by its input, finished by an element-wise program (identity, or the residual stream's gradient added).
// Equation: g = dy * w, dx = rstd * g - x * rstd^3 * mean(g * x), per piece.
// Shapes: dy, x, dx [pieces, packs * PACK]; rstd [pieces]; weight [groups, packs * PACK]
// Launch: a piece per LANES threads; ROWS pieces per workgroup; barriers only inside row_sum.
// Numerics: f32; rstd comes from the forward pass.
// Source: README.md
// Truth: rmsnormBackwardReference in reference.ts
struct Params {
  pieces: u32,
  packs: u32,
  groups: u32,
  //: insert PROGRAM_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
//: if HAS_WEIGHT
@group(0) @binding(4) var<storage, read> weight: array<Pack>;
//: end

//: insert PACK_TYPE
//: insert ROW_SUM
//: insert PROGRAM

@compute @workgroup_size(64)
fn rmsnorm_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let piece = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = piece < params.pieces;
  let start = select(0u, piece * params.packs, is_inside);
  //: if HAS_WEIGHT
  let channel = (piece % params.groups) * params.packs;
  //: end
  var products = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    //: if HAS_WEIGHT
    products += dy[start + j] * weight[channel + j] * x[start + j];
    //: else
    products += dy[start + j] * x[start + j];
    //: end
  }
  let mean = row_sum(pack_sum(products), lane) / f32(params.packs * PACK);
  if (!is_inside) { return; }
  let scale = rstd[piece];
  let pull = scale * scale * scale * mean;
  for (var j = lane; j < params.packs; j += LANES) {
    //: if HAS_WEIGHT
    finish(start + j, scale * (dy[start + j] * weight[channel + j]) - pull * x[start + j]);
    //: else
    finish(start + j, scale * dy[start + j] - pull * x[start + j]);
    //: end
  }
}
