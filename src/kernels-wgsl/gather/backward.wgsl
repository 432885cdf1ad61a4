// Gradient of picking entries along one axis: picks of the same entry add up.
// Equation: dx[o, a, i] = sum over j with index = a of dy[o, j, i], index = list[j] (IS_LIST) or index[o, j, i].
// Shapes: dx [outer, extent, inner], dy [outer, picks, inner]; inner counts values (one element, or four).
// Launch: a thread owns one value of dx and looks through all picks of its line; workgroups of 64 threads; no barriers.
// Numerics: f32, picks in order, so the sum is the same every time.
// Source: owner computes; no atomics.
// Truth: pickBackwardReference in reference.ts
struct Params {
  size: u32,
  extent: u32,
  inner: u32,
  picks: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
@group(0) @binding(1) var<storage, read> dy: array<Value>;
@group(0) @binding(2) var<storage, read> index: array<i32>;
@group(0) @binding(3) var<storage, read_write> dx: array<Value>;

@compute @workgroup_size(64)
fn gather_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let line = e / params.inner;
  let entry = i32(line % params.extent);
  var at = (line / params.extent) * params.picks * params.inner + e % params.inner;
  var sum = Value();
  for (var j = 0u; j < params.picks; j++) {
//: if IS_LIST
    if (index[j] == entry) { sum += dy[at]; }
//: else
    if (index[at] == entry) { sum += dy[at]; }
//: end
    at += params.inner;
  }
  dx[e] = sum;
}
