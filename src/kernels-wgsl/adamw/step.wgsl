// Adam and AdamW over whole arenas, moments and parameters in place.
// Equation: m = b1 m + (1-b1) g, v = b2 v + (1-b2) g^2, p -= rate * (m c1) / (sqrt(v c2) + eps), with g clipped;
//   decoupled decay: p -= rate * decay * p first; otherwise g += decay * p.
// Shapes: parameters, gradients, m, v [n]; group_of_block [n/64]; groups [(decay, learning rate scale, is Muon's, 0)]
// Launch: a thread owns four elements; workgroups of 64 threads; no barriers. Blocks of Muon's matrices are left alone.
// Numerics: f32; bias corrections c1, c2 come from the host in the step uniform. Padding stays 0.
// Source: Kingma and Ba, Adam (arXiv 1412.6980); Loshchilov and Hutter, AdamW (arXiv 1711.05101).
// Truth: adamwReference in reference.ts
//: insert STEP
struct Params {
  quads: u32,
  beta1: f32,
  rest1: f32,      // 1 - beta1, rounded once
  beta2: f32,
  rest2: f32,
  epsilon: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> first_moments: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> second_moments: array<vec4f>;
@group(0) @binding(5) var<storage, read> group_of_block: array<u32>;
@group(0) @binding(6) var<storage, read> groups: array<vec4f>;
@group(0) @binding(7) var<storage, read> clip: array<f32>;
@group(0) @binding(8) var<uniform> step: Step;

@compute @workgroup_size(64)
fn adamw(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * workgroups.x + group.x) * 64u + thread;
  if (i >= params.quads) { return; }
  let settings = groups[group_of_block[i / 16u]];
  if (settings.z != 0.0) { return; }
  let rate = step.learning_rate * settings.y;
  var p = parameters[i];
  //: if IS_DECOUPLED
  let g = gradients[i] * clip[1];
  p -= (rate * settings.x) * p;
  //: else
  let g = gradients[i] * clip[1] + settings.x * p;
  //: end
  let m = params.beta1 * first_moments[i] + params.rest1 * g;
  let v = params.beta2 * second_moments[i] + params.rest2 * (g * g);
  first_moments[i] = m;
  second_moments[i] = v;
  parameters[i] = p - rate * ((m * step.correction1) / (sqrt(v * step.correction2) + params.epsilon));
}
