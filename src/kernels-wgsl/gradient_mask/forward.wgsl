// Gradient mask: lets a part of a gradient through from a given step on, and makes it zero before.
// Equation: y[e] = x[e] if step.index >= first_step[(e / inner) mod rows], else 0.
// Shapes: x, y [size]; first_step [rows]
// Launch: one thread per element; no barriers.
// Numerics: a copy, or an exact zero.
// Source: CoFrGeNet (arXiv 2601.21766), dyadic schedule.
// Truth: gradientMaskReference in reference.ts
struct Params {
  size: u32,
  inner: u32,
  rows: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> first_step: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

//: insert STEP
@group(0) @binding(4) var<uniform> step: Step;

@compute @workgroup_size(64)
fn gradient_mask(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let e = (group.y * groups.x + group.x) * 64u + thread;
  if (e >= params.size) { return; }
  let is_open = step.index >= first_step[(e / params.inner) % params.rows];
  y[e] = select(0.0, x[e], is_open);
}
