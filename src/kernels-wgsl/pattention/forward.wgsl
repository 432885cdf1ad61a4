// Pattention's weights: scores over parameter tokens, normalised by their L2 norm and passed through GELU, in either order.
// Equation: l2_norm_gelu: y = gelu(tau s / |s|); gelu_l2_norm: g = gelu(s), y = tau g / |g|; |.| over the n tokens of a row.
// Shapes: s, y [rows, packs * PACK]; inverse_norm [rows]
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_sum.
// Numerics: f32; squares are summed per lane and then by a fixed tree; 1e-12 keeps a zero row finite.
// Source: TokenFormer (arXiv 2410.23168), section 3.2 and released code.
// Truth: pattentionReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  tau: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> s: array<Pack>;
@group(0) @binding(2) var<storage, read_write> y: array<Pack>;
@group(0) @binding(3) var<storage, read_write> inverse_norm: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM
//: insert ACTIVATION

@compute @workgroup_size(64)
fn pattention(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let start = select(0u, row * params.packs, is_inside);
  var squares = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    //: if GELU_FIRST
    let value = activate(s[start + j]);
    //: else
    let value = s[start + j];
    //: end
    squares += value * value;
  }
  let inverse = inverseSqrt(row_sum(pack_sum(squares), lane) + 1e-12);
  if (!is_inside) { return; }
  if (lane == 0u) { inverse_norm[row] = inverse; }
  let scale = params.tau * inverse;
  for (var j = lane; j < params.packs; j += LANES) {
    //: if GELU_FIRST
    y[start + j] = activate(s[start + j]) * scale;
    //: else
    y[start + j] = activate(s[start + j] * scale);
    //: end
  }
}
