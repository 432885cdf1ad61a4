// Gradient of batch norm by its input, from the gradients of its scale and shift.
// Equation: dx = w * rstd * (dy - dbias / rows - xhat * dweight / rows), xhat = (x - mean) * rstd.
// Shapes: dy, x, dx [rows, packs * PACK]; mean, rstd, weight, dweight, dbias [packs * PACK]
// Launch: one thread per pack of an element's row; no barriers.
// Numerics: f32.
// Source: README.md
// Truth: batchNormBackwardReference in reference.ts
struct Params {
  size: u32,
  packs: u32,
  per_row: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> mean: array<Pack>;
@group(0) @binding(4) var<storage, read> rstd: array<Pack>;
@group(0) @binding(5) var<storage, read> weight: array<Pack>;
@group(0) @binding(6) var<storage, read> dweight: array<Pack>;
@group(0) @binding(7) var<storage, read> dbias: array<Pack>;
@group(0) @binding(8) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn batch_norm_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let column = index % params.packs;
  let xhat = (x[index] - mean[column]) * rstd[column];
  let pull = xhat * (dweight[column] * params.per_row);
  dx[index] = weight[column] * rstd[column] * ((dy[index] - dbias[column] * params.per_row) - pull);
}
