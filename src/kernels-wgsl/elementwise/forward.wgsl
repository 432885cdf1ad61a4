// Element-wise program: straight-line code over registers, one result value (one element, or four) per thread.
// Equation: r_j = row_j(r_a, r_b, ...) for each instruction; results are chosen registers.
// Shapes: results and `full` operands [size]; `tail` operands repeat over leading axes, `head` operands over trailing ones.
// Launch: a thread owns one value; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; exponents are clamped to +-80 in the rows (functions.wgsl).
// Source: table.ts, one row for each function.
// Truth: programReference in reference.ts
struct Params {
  size: u32, // values, not elements
  //: insert PARAMS
}
@group(0) @binding(0) var<uniform> params: Params;
//: insert BINDINGS

//: insert FUNCTIONS

@compute @workgroup_size(64)
fn elementwise(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  finish(e);
}
