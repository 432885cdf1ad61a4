// Gradient of layer norm by its input, finished by an element-wise program (identity, or the residual stream's gradient added).
// Equation: g = dy * w, xhat = (x - mean) * rstd, dx = rstd * (g - mean(g) - xhat * mean(g * xhat)), per row.
// Shapes: dy, x, dx [rows, packs * PACK]; mean, rstd [rows]; weight [packs * PACK]
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_sum.
// Numerics: f32; mean and rstd come from the forward pass.
// Source: README.md
// Truth: layernormBackwardReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  //: insert PROGRAM_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> rstd: array<f32>;
//: if HAS_WEIGHT
@group(0) @binding(5) var<storage, read> weight: array<Pack>;
//: end

//: insert PACK_TYPE
//: insert ROW_SUM
//: insert PROGRAM

@compute @workgroup_size(64)
fn layernorm_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let start = select(0u, row * params.packs, is_inside);
  let extent = f32(params.packs * PACK);
  let center = mean[min(row, params.rows - 1u)];
  let scale = rstd[min(row, params.rows - 1u)];
  var sum = Pack(0.0);
  var products = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    //: if HAS_WEIGHT
    let g = dy[start + j] * weight[j];
    //: else
    let g = dy[start + j];
    //: end
    sum += g;
    products += g * (x[start + j] - center);
  }
  let shift = row_sum(pack_sum(sum), lane) / extent;
  let pull = scale * scale * (row_sum(pack_sum(products), lane) / extent);
  if (!is_inside) { return; }
  for (var j = lane; j < params.packs; j += LANES) {
    //: if HAS_WEIGHT
    let g = dy[start + j] * weight[j];
    //: else
    let g = dy[start + j];
    //: end
    finish(start + j, scale * (g - shift - pull * (x[start + j] - center)));
  }
}
