// Mean of a gradient over a step's micro-batches, built up in place in the arena of gradients.
// Equation: arena[start + i] = (arena[start + i], or 0 at the first micro-batch) + fresh[i] / micro_steps
// Shapes: arena [n]; fresh [count], in elements of VECTOR ? 4 : 1 floats
// Launch: a thread owns one element; workgroups of 64 threads; no barriers.
// Numerics: f32, micro-batches in order. What the first one finds in the arena is ignored.
// Source: gradient accumulation as commonly practised.
// Truth: accumulateReference in reference.ts
//: insert STEP
//: if VECTOR
alias Element = vec4f;
//: else
alias Element = f32;
//: end
struct Params {
  start: u32,
  count: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> arena: array<Element>;
@group(0) @binding(2) var<storage, read> fresh: array<Element>;
@group(0) @binding(3) var<uniform> step: Step;

@compute @workgroup_size(64)
fn accumulate_gradients(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * workgroups.x + group.x) * 64u + thread;
  if (i >= params.count) { return; }
  let before = select(arena[params.start + i], Element(), step.micro == 0u);
  arena[params.start + i] = before + fresh[i] / f32(step.micro_steps);
}
