// Gradient of Pattention's weights by the scores.
// Equation: l2_norm_gelu: d = dy gelu'(tau s / r), ds = tau (d / r - s (s.d) / r^3);
//   gelu_l2_norm: g = gelu(s), ds = gelu'(s) tau (dy / r - g (g.dy) / r^3).
// Shapes: dy, s, ds [rows, packs * PACK]; inverse_norm [rows] = 1 / r
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_sum.
// Numerics: f32; 1 / r comes from the forward pass.
// Source: README.md
// Truth: pattentionBackwardReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  tau: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> s: array<Pack>;
@group(0) @binding(3) var<storage, read> inverse_norm: array<f32>;
@group(0) @binding(4) var<storage, read_write> ds: array<Pack>;

//: insert PACK_TYPE
//: insert ROW_SUM
//: insert ACTIVATION

@compute @workgroup_size(64)
fn pattention_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let start = select(0u, row * params.packs, is_inside);
  let inverse = inverse_norm[select(0u, row, is_inside)];
  let scale = params.tau * inverse;
  var products = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    let score = s[start + j];
    //: if GELU_FIRST
    products += activate(score) * dy[start + j];
    //: else
    products += score * activate_gradient(score * scale, dy[start + j]);
    //: end
  }
  let pull = row_sum(pack_sum(products), lane) * inverse * inverse;
  if (!is_inside) { return; }
  for (var j = lane; j < params.packs; j += LANES) {
    let score = s[start + j];
    //: if GELU_FIRST
    ds[start + j] = activate_gradient(score, scale * (dy[start + j] - activate(score) * pull));
    //: else
    ds[start + j] = scale * (activate_gradient(score * scale, dy[start + j]) - score * pull);
    //: end
  }
}
