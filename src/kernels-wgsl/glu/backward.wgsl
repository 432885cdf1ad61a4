// Gradient of the packed gated linear unit.
// Equation: dgate = dy * up * activation'(gate), dup = dy * activation(gate), dx = [dgate, dup].
// Shapes: dy [rows, packs * PACK]; x, dx [rows, 2 * packs * PACK]
// Launch: a thread owns one pack of dy; no barriers.
// Numerics: f32; the activation's gradient is a row of the element-wise table.
// Source: README.md
// Truth: gluBackwardReference in reference.ts
struct Params {
  size: u32, // packs of dy
  packs: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE
//: insert ACTIVATION

@compute @workgroup_size(64)
fn glu_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let at = index + (index / params.packs) * params.packs;
  let gate = x[at];
  let g = dy[index];
  dx[at] = activate_gradient(gate, g * x[at + params.packs]);
  dx[at + params.packs] = g * activate(gate);
}
