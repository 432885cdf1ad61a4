// Second pass of a product whose reduction was split: adds the partial products in order and finishes the elements.
// Equation: c[e] = sum_s partial[s,e], then the element-wise program of `finish`.
// Shapes: partial [splits, size], c [size]
// Launch: a thread owns UNIT neighbouring elements; no barriers.
// Numerics: f32, splits in ascending order.
// Source: split-K, as in NVIDIA's CUTLASS documentation, "Efficient GEMM".
// Truth: matmulReference in reference.ts
//: insert ELEMENT_TYPE
struct Params {
  size: u32,
  splits: u32,
//: insert OPERAND_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partial: array<T>;
//: insert EPILOGUE

@compute @workgroup_size(64)
fn matmul_combine(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let element = (group.y * groups.x + group.x) * 64u + thread;
  let units = params.size / UNIT;
  if (element >= units) { return; }
  var sum = partial[element];
  for (var split = 1u; split < params.splits; split++) { sum += partial[split * units + element]; }
  //: insert FINISH_SUM
}
