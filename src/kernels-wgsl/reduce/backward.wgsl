// Gradient of a reduction: spreads dy over the entries it came from.
// Equation: dx[e] = scale * dy[r(e)] for sums and means; is_maximum[e] * dy[r(e)] / ties[r(e)] for maxima.
// Shapes: dx as the input, on RANK axes (axis 0 innermost), size in values (one element, or four); r(e) has stride 0 on reduced axes.
// Launch: a thread owns one value; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32.
// Source: derivative of a sum; tied maxima share equally.
// Truth: reduceBackwardReference in reference.ts
struct Params {
  size: u32,
  scale: f32,
//: for i in 0..RANK
  extent${i}: u32,
  stride${i}: u32,
//: end
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
//: if IS_SPLAT
alias Source = f32;
//: else
alias Source = Value;
//: end
@group(0) @binding(1) var<storage, read> dy: array<Source>;
//: if IS_MAX
@group(0) @binding(2) var<storage, read> is_maximum: array<Value>;
@group(0) @binding(3) var<storage, read> ties: array<Source>;
@group(0) @binding(4) var<storage, read_write> dx: array<Value>;
//: else
@group(0) @binding(2) var<storage, read_write> dx: array<Value>;
//: end

@compute @workgroup_size(64)
fn reduce_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  var rest = e;
  var r = 0u;
//: for i in 0..RANK - 1
  r += (rest % params.extent${i}) * params.stride${i};
  rest /= params.extent${i};
//: end
  r += rest * params.stride${RANK - 1};
//: if IS_MAX
  dx[e] = is_maximum[e] * Value(dy[r] / ties[r]);
//: else
  dx[e] = Value(params.scale * dy[r]);
//: end
}
