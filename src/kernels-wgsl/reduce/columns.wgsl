// Reduction of columns: the sum (or maximum) over each chunk of rows, for each column.
// Equation: y[o, p, i] = scale * sum_{j in chunk p} x[o, j, i], or the maximum.
// Shapes: x [outer, extent, inner], y [outer, parts, inner]; inner counts values (one element, or four).
// Launch: a thread owns one column of one chunk; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, fixed order; many rows are cut into chunks of 64, summed by further passes.
// Source: standard two-pass reduction.
// Truth: reduceReference in reference.ts
struct Params {
  size: u32, // outer * parts * inner
  parts: u32,
  extent: u32,
  inner: u32,
  chunk: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
@group(0) @binding(1) var<storage, read> x: array<Value>;
@group(0) @binding(2) var<storage, read_write> y: array<Value>;

//: if IS_MAX
fn combine(a: Value, b: Value) -> Value { return max(a, b); }
//: else
fn combine(a: Value, b: Value) -> Value { return a + b; }
//: end

@compute @workgroup_size(64)
fn reduce_columns(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let i = e % params.inner;
  let part = (e / params.inner) % params.parts;
  let outer = e / (params.inner * params.parts);
  let first = part * params.chunk;
  let count = min(params.chunk, params.extent - first);
  var at = (outer * params.extent + first) * params.inner + i;
  var total = x[at];
  for (var j = 1u; j < count; j++) {
    at += params.inner;
    total = combine(total, x[at]);
  }
  y[e] = params.scale * total;
}
