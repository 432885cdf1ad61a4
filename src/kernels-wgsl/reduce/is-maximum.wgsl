// Marks the entries that equal the maximum of their group.
// Equation: is_maximum[e] = 1 if x[e] = y[r(e)] else 0.
// Shapes: x, is_maximum as the input, on RANK axes (axis 0 innermost); y reduced; r(e) has stride 0 on reduced axes.
// Launch: a thread owns one element; workgroups of 64 threads, folded into y; no barriers.
// Numerics: exact, as y was copied from x.
// Source: reduceBackwardReference shares the gradient among these entries.
// Truth: reduceBackwardReference in reference.ts
struct Params {
  size: u32,
//: for i in 0..RANK
  extent${i}: u32,
  stride${i}: u32,
//: end
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> is_maximum: array<f32>;

@compute @workgroup_size(64)
fn reduce_is_maximum(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  var rest = e;
  var r = 0u;
//: for i in 0..RANK - 1
  r += (rest % params.extent${i}) * params.stride${i};
  rest /= params.extent${i};
//: end
  r += rest * params.stride${RANK - 1};
  is_maximum[e] = select(0.0, 1.0, x[e] == y[r]);
}
