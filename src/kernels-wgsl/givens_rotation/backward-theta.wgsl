// Gradient of the angles, first pass: sums over a chunk of rows, for every channel pair.
// Equation: partial[p, c] = sum over rows of chunk p of dy[2c+1] y[2c] - dy[2c] y[2c+1].
// Shapes: dy, y [rows, channels]; partial [parts, channels / 2]; one pair, or two, to a value.
// Launch: a thread owns one value of one chunk; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, fixed order; reduce_columns sums chunks and phases afterwards.
// Source: Three-Phase Transformer, section 5: the output pair suffices, so the input need not be kept.
// Truth: givensThetaGradientReference in reference.ts
struct Params {
  size: u32, // parts * row_size
  rows: u32,
  row_size: u32,
  chunk: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_DOUBLE
alias Value = vec4f;
alias Partial = vec2f;
//: else
alias Value = vec2f;
alias Partial = f32;
//: end
@group(0) @binding(1) var<storage, read> dy: array<Value>;
@group(0) @binding(2) var<storage, read> y: array<Value>;
@group(0) @binding(3) var<storage, read_write> partial: array<Partial>;

fn torque(gradient: vec2f, pair: vec2f) -> f32 {
  return gradient.y * pair.x - gradient.x * pair.y;
}

@compute @workgroup_size(64)
fn givens_rotation_backward_theta(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let first = (e / params.row_size) * params.chunk;
  let last = min(first + params.chunk, params.rows);
  var sum = Partial();
  var at = first * params.row_size + e % params.row_size;
  for (var row = first; row < last; row++) {
    let gradient = dy[at];
    let pair = y[at];
//: if IS_DOUBLE
    sum += vec2f(torque(gradient.xy, pair.xy), torque(gradient.zw, pair.zw));
//: else
    sum += torque(gradient, pair);
//: end
    at += params.row_size;
  }
  partial[e] = sum;
}
