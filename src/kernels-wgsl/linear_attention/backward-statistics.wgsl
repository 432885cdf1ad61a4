// Backward of linear attention, first pass: what the gradient of a weight is made of.
// Equation: n = dy / z, edge = -(dy . y) / z; the gradient of the weight of key j is n . v_j + edge.
// Shapes: dy, y, n [rows, width], z, edge [rows], rows = B*T*H
// Launch: a thread owns one row; 64 threads; no barriers.
// Numerics: f32; z is at least eps, and at least the number of keys for codes.
// Source: the quotient rule.
// Truth: linearAttentionBackwardReference in reference.ts
struct Params {
  rows: u32,
  packs: u32, // packs of one row
}
//: insert PACK_TYPE
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> y: array<Pack>;
@group(0) @binding(3) var<storage, read> z: array<f32>;
@group(0) @binding(4) var<storage, read_write> n: array<Pack>;
@group(0) @binding(5) var<storage, read_write> edge: array<f32>;

@compute @workgroup_size(64)
fn linear_attention_statistics(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = (group.y * groups.x + group.x) * 64u + thread;
  if (row >= params.rows) { return; }
  let inverse = 1.0 / z[row];
  var sum = Pack(0.0);
  for (var pack = row * params.packs; pack < (row + 1u) * params.packs; pack++) {
    let gradient = dy[pack];
    n[pack] = inverse * gradient;
    sum += gradient * y[pack];
  }
  edge[row] = -inverse * pack_sum(sum);
}
