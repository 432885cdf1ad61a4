// Phase rotation: turns every channel pair by its angle (direction = 1), or back by it (direction = -1, the backward pass).
// Equation: y[2c] = x[2c] cos - x[2c+1] sin, y[2c+1] = x[2c] sin + x[2c+1] cos.
// Shapes: x, y [rows, channels], table [channels] (cos, sin of pair c at 2c, 2c + 1); one pair, or two, to a value.
// Launch: a thread owns one value; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; the norm of a pair is kept to rounding.
// Source: Three-Phase Transformer, sections 3.3 and 5 (arXiv 2604.14430).
// Truth: givensReference in reference.ts
struct Params {
  size: u32,
  row_size: u32,
  direction: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_DOUBLE
alias Value = vec4f;
//: else
alias Value = vec2f;
//: end
@group(0) @binding(1) var<storage, read> x: array<Value>;
@group(0) @binding(2) var<storage, read> table: array<Value>;
@group(0) @binding(3) var<storage, read_write> y: array<Value>;

fn turn(pair: vec2f, entry: vec2f) -> vec2f {
  let sine = params.direction * entry.y;
  return vec2f(pair.x * entry.x - pair.y * sine, pair.x * sine + pair.y * entry.x);
}

@compute @workgroup_size(64)
fn givens_rotation(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let value = x[e];
  let entry = table[e % params.row_size];
//: if IS_DOUBLE
  y[e] = vec4f(turn(value.xy, entry.xy), turn(value.zw, entry.zw));
//: else
  y[e] = turn(value, entry);
//: end
}
