// Sums of chunks along an axis, the first pass of a long running sum.
// Equation: partial[o, p, i] = sum over the steps s of chunk p of x[o, s, i]; step s lies at s, or at extent - 1 - s in reverse.
// Shapes: x [outer, extent, inner], partial [outer, parts, inner]; inner counts values (one element, or four).
// Launch: a thread owns one chunk of one line; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, in order.
// Source: two-level scan.
// Truth: cumsumReference in reference.ts
struct Params {
  size: u32, // outer * parts * inner
  extent: u32,
  inner: u32,
  parts: u32,
  chunk: u32,
  is_reverse: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
@group(0) @binding(1) var<storage, read> x: array<Value>;
@group(0) @binding(2) var<storage, read_write> partial: array<Value>;

@compute @workgroup_size(64)
fn cumsum_chunk_sums(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let part = (e / params.inner) % params.parts;
  let start = (e / (params.inner * params.parts)) * params.extent * params.inner + e % params.inner;
  let last = min((part + 1u) * params.chunk, params.extent);
  var sum = Value();
  for (var step = part * params.chunk; step < last; step++) {
    sum += x[start + select(step, params.extent - 1u - step, params.is_reverse != 0u) * params.inner];
  }
  partial[e] = sum;
}
