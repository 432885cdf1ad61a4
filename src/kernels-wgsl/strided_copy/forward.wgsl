// Strided copy: permutes, slices, repeats or places a tensor by strides on both sides.
// Equation: y[targetOffset + sum_k c_k target_k] = x[sourceOffset + sum_k c_k source_k] for all coordinates c.
// Shapes: `size` values (one element, or four) on RANK axes, axis 0 innermost; strides may be 0 in the source.
// Launch: a thread owns one value; workgroups of 64 threads, folded into y; no barriers.
// Numerics: copies bits, whatever the type.
// Source: index arithmetic only.
// Truth: stridedCopyReference in reference.ts
struct Params {
  size: u32,
  source_offset: u32,
  target_offset: u32,
//: for i in 0..RANK
  extent${i}: u32,
  source${i}: u32,
  target${i}: u32,
//: end
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
@group(0) @binding(1) var<storage, read> x: array<vec4u>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4u>;
//: else
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
//: end

@compute @workgroup_size(64)
fn strided_copy(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  var rest = e;
  var from_index = params.source_offset;
  var to_index = params.target_offset;
//: for i in 0..RANK - 1
  let c${i} = rest % params.extent${i};
  rest /= params.extent${i};
  from_index += c${i} * params.source${i};
  to_index += c${i} * params.target${i};
//: end
  from_index += rest * params.source${RANK - 1};
  to_index += rest * params.target${RANK - 1};
  y[to_index] = x[from_index];
}
