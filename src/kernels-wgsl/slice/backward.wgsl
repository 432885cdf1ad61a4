// Gradient of a slice: the incoming gradient placed into zeros.
// Equation: dx[c] = dy[(c - start) / step] where every axis lies on the slice, else 0.
// Shapes: dx as the input, on RANK axes (axis 0 innermost), size in values (one element, or four); dy dense.
// Launch: a thread owns one value of dx; workgroups of 64 threads, folded into y; no barriers.
// Numerics: copies.
// Source: index arithmetic only.
// Truth: sliceBackwardReference in reference.ts
struct Params {
  size: u32,
//: for i in 0..RANK
  extent${i}: u32,
  start${i}: u32,
  step${i}: u32,
  count${i}: u32,
  stride${i}: u32, // of dy
//: end
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
@group(0) @binding(1) var<storage, read> dy: array<Value>;
@group(0) @binding(2) var<storage, read_write> dx: array<Value>;

@compute @workgroup_size(64)
fn slice_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  var rest = e;
  var at = 0u;
  var is_on_slice = true;
//: for i in 0..RANK
  // Below the start the difference wraps to a huge number, which fails the count.
  let away${i} = rest % params.extent${i} - params.start${i};
  let entry${i} = away${i} / params.step${i};
  is_on_slice = is_on_slice && entry${i} < params.count${i} && entry${i} * params.step${i} == away${i};
  at += entry${i} * params.stride${i};
  rest /= params.extent${i};
//: end
  var value = Value();
  if (is_on_slice) { value = dy[at]; }
  dx[e] = value;
}
