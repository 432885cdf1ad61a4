// Mean of the gradients of a step's micro-batches, built up in place.
// Equation: sum = (sum, or 0 at the first micro-batch) + fresh / micro_steps
// Shapes: sum, fresh [n], n a multiple of 4
// Launch: a thread owns four elements; workgroups of 64 threads; no barriers.
// Numerics: f32, micro-batches in order. What the first one finds in the arena is ignored.
// Source: gradient accumulation as commonly practised.
// Truth: accumulateReference in reference.ts
//: insert STEP
struct Params {
  quads: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> sum: array<vec4f>;
@group(0) @binding(2) var<storage, read> fresh: array<vec4f>;
@group(0) @binding(3) var<uniform> step: Step;

@compute @workgroup_size(64)
fn accumulate_gradients(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * workgroups.x + group.x) * 64u + thread;
  if (i >= params.quads) { return; }
  let before = select(sum[i], vec4f(), step.micro == 0u);
  sum[i] = before + fresh[i] / f32(step.micro_steps);
}
