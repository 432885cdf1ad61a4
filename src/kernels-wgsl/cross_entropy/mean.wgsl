// Mean of the token losses over the rows that are kept.
// Equation: scale = 1 / kept (0 if none is kept), loss = scale * sum of token_loss.
// Shapes: token_loss, targets [rows]; loss, scale [1]
// Launch: one workgroup; LANES threads share the rows; barriers only inside row_sum.
// Numerics: f32; runs of 64 rows are summed first, so that errors do not grow with the number of rows.
// Source: none, a plain mean.
// Truth: crossEntropyReference in reference.ts
struct Params {
  rows: u32,
  classes: u32,
  ignore_index: i32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> token_loss: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> scale: array<f32>;

//: insert ROW_SUM
const RUN = 64u;

@compute @workgroup_size(64)
fn cross_entropy_mean(@builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  // With one thread to a row, the workgroup's other threads own rows that do not exist.
  let rows = select(0u, params.rows, thread / LANES == 0u);
  var sum = 0.0;
  var kept = 0.0;
  for (var first = lane; first < rows; first += LANES * RUN) {
    var part = 0.0;
    for (var row = first; row < min(first + LANES * RUN, rows); row += LANES) {
      let wanted = targets[row];
      part += token_loss[row];
      kept += select(0.0, 1.0, wanted != params.ignore_index && wanted >= 0 && u32(wanted) < params.classes);
    }
    sum += part;
  }
  let total = row_sum(sum, lane);
  let count = row_sum(kept, lane);
  if (thread != 0u) { return; }
  let share = select(0.0, 1.0 / count, count > 0.0);
  loss[0] = total * share;
  scale[0] = share;
}
