// Lion over whole arenas, in place: the sign of an interpolated momentum.
// Equation: p -= rate * decay * p; p -= rate * sign(b1 m + (1-b1) g); m = b2 m + (1-b2) g, with g clipped
// Shapes: parameters, gradients, momentum [n]; group_of_block [n/64]; groups [(decay, learning rate scale, 0, 0)]
// Launch: a thread owns four elements; workgroups of 64 threads; no barriers.
// Numerics: f32; sign(0) = 0, so padding stays 0.
// Source: Chen et al., Symbolic discovery of optimization algorithms (arXiv 2302.06675).
// Truth: lionReference in reference.ts
//: insert STEP
struct Params {
  quads: u32,
  beta1: f32,
  rest1: f32,      // 1 - beta1, rounded once
  beta2: f32,
  rest2: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> momentum: array<vec4f>;
@group(0) @binding(4) var<storage, read> group_of_block: array<u32>;
@group(0) @binding(5) var<storage, read> groups: array<vec4f>;
@group(0) @binding(6) var<storage, read> clip: array<f32>;
@group(0) @binding(7) var<uniform> step: Step;

@compute @workgroup_size(64)
fn lion(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * workgroups.x + group.x) * 64u + thread;
  if (i >= params.quads) { return; }
  let settings = groups[group_of_block[i / 16u]];
  let rate = step.learning_rate * settings.y;
  let g = gradients[i] * clip[1];
  let m = momentum[i];
  let p = parameters[i] - (rate * settings.x) * parameters[i];
  parameters[i] = p - rate * sign(params.beta1 * m + params.rest1 * g);
  momentum[i] = params.beta2 * m + params.rest2 * g;
}
