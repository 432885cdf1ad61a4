// Gated linear unit of packed rows: the first half of a row gates the second.
// Equation: y = activation(gate) * up, x = [gate, up].
// Shapes: x [rows, 2 * packs * PACK]; y [rows, packs * PACK]
// Launch: a thread owns one pack of y; no barriers.
// Numerics: f32; the activation is a row of the element-wise table.
// Source: Shazeer 2020 (arXiv 2002.05202), equation 5.
// Truth: gluReference in reference.ts
struct Params {
  size: u32, // packs of y
  packs: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE
//: insert ACTIVATION

@compute @workgroup_size(64)
fn glu(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let at = index + (index / params.packs) * params.packs;
  y[index] = activate(x[at]) * x[at + params.packs];
}
