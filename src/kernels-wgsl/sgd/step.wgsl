// Stochastic gradient descent with momentum over whole arenas, in place.
// Equation: g = clip * g + decay * p; m = g at the first step, else mu m + (1 - dampening) g; p -= rate * (g + mu m | m)
// Shapes: parameters, gradients, momentum [n]; group_of_block [n/64]; groups [(decay, learning rate scale, 0, 0)]
// Launch: a thread owns four elements; workgroups of 64 threads; no barriers.
// Numerics: f32. Padding stays 0.
// Source: Sutskever et al., On the importance of initialization and momentum in deep learning (2013).
// Truth: sgdReference in reference.ts
//: insert STEP
struct Params {
  quads: u32,
  mu: f32,
  fresh: f32,      // 1 - dampening
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
fn sgd(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * workgroups.x + group.x) * 64u + thread;
  if (i >= params.quads) { return; }
  let settings = groups[group_of_block[i / 16u]];
  let rate = step.learning_rate * settings.y;
  let p = parameters[i];
  let g = gradients[i] * clip[1] + settings.x * p;
  let m = select(params.mu * momentum[i] + params.fresh * g, g, step.index == 0u);
  momentum[i] = m;
  //: if IS_NESTEROV
  parameters[i] = p - rate * (g + params.mu * m);
  //: else
  parameters[i] = p - rate * m;
  //: end
}
