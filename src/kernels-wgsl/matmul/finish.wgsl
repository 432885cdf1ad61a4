// Second pass of a product while its fused kernel is being compiled: finishes the elements in place.
// Equation: the element-wise program of `finish` on result0 [size], which holds the sums.
// Shapes: as the program's: results [size], operands full or repeated.
// Launch: a thread owns UNIT neighbouring elements; no barriers.
// Numerics: f32; the same program on the same sums as the fused kernel, so the same bits.
// Source: the epilogue of the product (epilogue.ts).
// Truth: programReference in elementwise/reference.ts
//: insert ELEMENT_TYPE
struct Params {
  units: u32,
//: insert OPERAND_PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
//: insert EPILOGUE

@compute @workgroup_size(64)
fn matmul_finish(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let element = (group.y * groups.x + group.x) * 64u + thread;
  if (element >= params.units) { return; }
  finish(element, result0[element]);
}
