// Picks entries along one axis by index.
// Equation: y[o, j, i] = x[o, index, i], index = list[j] (IS_LIST) or index[o, j, i]; outside the axis 0.
// Shapes: x [outer, extent, inner], y [outer, picks, inner]; inner counts values (one element, or four).
// Launch: a thread owns one value of y; workgroups of 64 threads, folded into y; no barriers.
// Numerics: copies bits, whatever the type.
// Source: index arithmetic only.
// Truth: pickReference in reference.ts
struct Params {
  size: u32,
  extent: u32,
  inner: u32,
  picks: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4u;
//: else
alias Value = u32;
//: end
@group(0) @binding(1) var<storage, read> x: array<Value>;
@group(0) @binding(2) var<storage, read> index: array<i32>;
@group(0) @binding(3) var<storage, read_write> y: array<Value>;

@compute @workgroup_size(64)
fn gather(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let line = e / params.inner;
//: if IS_LIST
  let entry = index[line % params.picks];
//: else
  let entry = index[e];
//: end
  var value = Value();
  if (entry >= 0 && u32(entry) < params.extent) {
    value = x[((line / params.picks) * params.extent + u32(entry)) * params.inner + e % params.inner];
  }
  y[e] = value;
}
