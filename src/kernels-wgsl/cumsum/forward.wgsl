// Running sums along an axis.
// Equation: y[s] = sum_{r <= s} x[r] (r < s if exclusive) in the order of steps; step s lies at s, or at extent - 1 - s in reverse.
// Shapes: x, y [outer, extent, inner], partial [outer, parts, inner]; inner counts values (one element, or four).
// Launch: a thread owns one chunk of one line (the whole line where there are no parts); workgroups of 64 threads; no barriers.
// Numerics: f32, in order; with parts the sums of the chunks before come first.
// Source: two-level scan; the gradient is the running sum in the other direction.
// Truth: cumsumReference in reference.ts
struct Params {
  size: u32, // outer * parts * inner
  extent: u32,
  inner: u32,
  parts: u32,
  chunk: u32,
  is_reverse: u32,
  is_exclusive: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
@group(0) @binding(1) var<storage, read> x: array<Value>;
//: if HAS_PARTS
@group(0) @binding(2) var<storage, read> partial: array<Value>;
@group(0) @binding(3) var<storage, read_write> y: array<Value>;
//: else
@group(0) @binding(2) var<storage, read_write> y: array<Value>;
//: end

@compute @workgroup_size(64)
fn cumsum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let part = (e / params.inner) % params.parts;
  let outer = e / (params.inner * params.parts);
  let start = outer * params.extent * params.inner + e % params.inner;
  let last = min((part + 1u) * params.chunk, params.extent);
  var sum = Value();
//: if HAS_PARTS
  for (var before = 0u; before < part; before++) {
    sum += partial[(outer * params.parts + before) * params.inner + e % params.inner];
  }
//: end
  for (var step = part * params.chunk; step < last; step++) {
    let at = start + select(step, params.extent - 1u - step, params.is_reverse != 0u) * params.inner;
    let next = sum + x[at];
    y[at] = select(next, sum, params.is_exclusive != 0u);
    sum = next;
  }
}
