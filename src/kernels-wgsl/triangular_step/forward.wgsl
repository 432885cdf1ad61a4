// One row of a packed lower triangle times cached rows.
// Equation: y[c] = sum_{s <= p} packed[p (p + 1) / 2 + s] x[s, c]
// Shapes: packed [n (n + 1) / 2]; x [rows, channels]; position [1]; y [channels]
// Launch: a thread per channel, so that neighbours read neighbouring elements; 64 threads; no barriers.
// Numerics: f32, rows in order.
// Source: CoFrGeNet (arXiv 2601.21766), CAttnU.
// Truth: triangularStepReference in reference.ts
struct Params {
  channels: u32,
  rows: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> packed: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> position: array<u32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn triangular_step(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = (group.y * groups.x + group.x) * 64u + thread;
  if (channel >= params.channels) { return; }
  let p = min(position[0], params.rows - 1u);
  let at = p * (p + 1u) / 2u;
  var sum = 0.0;
  for (var s = 0u; s <= p; s++) { sum += packed[at + s] * x[s * params.channels + channel]; }
  y[channel] = sum;
}
