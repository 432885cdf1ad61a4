// Dropout: zeroes random elements and scales the others; on dy the same kernel is its own backward.
// Equation: y = x * (word >= threshold) * scale, word = threefry(seed, dropout stream; micro-step ^ reverseBits(layer), element).
// Shapes: x, y of any shape
// Launch: a thread per element; 64 threads; no barriers.
// Numerics: one product; the mask is integer arithmetic.
// Source: Srivastava et al. 2014; Salmon et al. 2011 (the generator).
// Truth: dropoutReference in reference.ts
struct Params {
  size: u32,
  stream: u32,
  layer: u32,
  threshold: u32,        // round(rate * 2^32)
  scale: f32,            // 1 / (1 - rate)
}
//: insert STEP
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> step: Step;

//: insert THREEFRY

@compute @workgroup_size(64)
fn dropout(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let element = (group.y * groups.x + group.x) * 64u + thread;
  if (element >= params.size) { return; }
  let micro_step = step.index * step.micro_steps + step.micro;
  let word = threefry(vec2u(step.seed, params.stream), vec2u(micro_step ^ reverseBits(params.layer), element)).x;
  y[element] = select(0.0, x[element] * params.scale, word >= params.threshold);
}
