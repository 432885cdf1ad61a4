// Cross-entropy of each row, and its log-sum-exp for the backward pass.
// Equation: lse = m + log(sum_j exp(x_j - m)), token_loss = lse - (1 - s) x[target] - s mean(x); 0 where the target is ignored.
// Shapes: logits [rows, packs * PACK], rows from `first_row` on of targets, token_loss, lse [N]
// Launch: a row per LANES threads; ROWS rows per workgroup; barriers only inside row_max and row_sum.
// Numerics: f32; maximum and sum in one pass, the sum rescaled when the maximum grows.
// Source: Milakov and Gimelshein 2018, algorithm 3; smoothing: Szegedy et al. 2016, section 7.
// Truth: crossEntropyReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  first_row: u32,
  ignore_index: i32,
  smoothing: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<Pack>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read_write> token_loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> lse: array<f32>;

//: insert PACK_TYPE
//: insert ROW_SUM
//: insert ROW_MAX
const LOWEST = -3.4028234e38;

@compute @workgroup_size(64)
fn cross_entropy(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let start = select(0u, row * params.packs, is_inside);
  var highest = LOWEST;
  var sum = 0.0;
  var plain = Pack(0.0);
  for (var j = lane; j < params.packs; j += LANES) {
    let value = logits[start + j];
    let grown = max(highest, pack_max(value));
    sum = sum * exp(highest - grown) + pack_sum(exp(value - grown));
    plain += value;
    highest = grown;
  }
  let peak = row_max(highest, lane);
  let total = row_sum(sum * exp(highest - peak), lane);
  let mean = row_sum(pack_sum(plain), lane) / f32(params.packs * PACK);
  if (!is_inside || lane != 0u) { return; }
  let log_total = peak + log(total);
  let token = params.first_row + row;
  lse[token] = log_total;
  let wanted = targets[token];
  var loss = 0.0;
  if (wanted != params.ignore_index && wanted >= 0 && u32(wanted) < params.packs * PACK) {
    //: if IS_PACKED
    let logit = logits[start + u32(wanted) / 4u][u32(wanted) % 4u];
    //: else
    let logit = logits[start + u32(wanted)];
    //: end
    loss = (1.0 - params.smoothing) * (log_total - logit);
    if (params.smoothing > 0.0) { loss += params.smoothing * (log_total - mean); }
  }
  token_loss[token] = loss;
}
