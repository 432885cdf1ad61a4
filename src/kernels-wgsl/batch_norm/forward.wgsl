// Batch norm with the batch's own statistics: every channel gets mean zero and variance one, then a learned scale and shift.
// Equation: y = ((x - x[0]) - shift) * rstd * w + b, shift = mean - x[0].
// Shapes: x, y [rows, packs * PACK]; shift, rstd, weight, bias [packs * PACK]
// Launch: one thread per pack of an element's row; no barriers.
// Numerics: f32; row 0 is taken off before the small rest of the mean.
// Source: Ioffe and Szegedy 2015, algorithm 1.
// Truth: batchNormReference in reference.ts
struct Params {
  size: u32,
  packs: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> shift: array<Pack>;
@group(0) @binding(3) var<storage, read> rstd: array<Pack>;
@group(0) @binding(4) var<storage, read> weight: array<Pack>;
@group(0) @binding(5) var<storage, read> bias: array<Pack>;
@group(0) @binding(6) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn batch_norm(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let column = index % params.packs;
  y[index] = ((x[index] - x[column]) - shift[column]) * rstd[column] * weight[column] + bias[column];
}
