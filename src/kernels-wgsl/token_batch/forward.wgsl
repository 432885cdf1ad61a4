// Token batch: cuts random windows out of the training split, or takes random rows of a labelled one.
// Equation: start = floor(threefry(seed, data stream; step, micro * B + row) * count / 2^32); ids = tokens[start + t], targets = tokens[start + t + 1].
// Labelled: rows begin at multiples of T; a word holds the id in its low half, above it the label plus 1 (0: not scored).
// Shapes: tokens [count + T], labelled [count * T]; ids, targets [B,T]
// Launch: a thread per token, each drawing its row's start anew; 64 threads; no barriers.
// Numerics: integers only.
// Source: Salmon et al. 2011, Parallel Random Numbers: As Easy as 1, 2, 3.
// Truth: tokenBatchReference in reference.ts
struct Params {
  batch: u32,
  sequence_length: u32,
  count: u32,
  stream: u32,
  stride: u32,  // tokens from one start to the next
}
//: insert STEP
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read_write> ids: array<u32>;
@group(0) @binding(3) var<storage, read_write> targets: array<i32>;
@group(0) @binding(4) var<uniform> step: Step;

//: insert THREEFRY

@compute @workgroup_size(64)
fn token_batch(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.batch * params.sequence_length) { return; }
  let row = index / params.sequence_length;
  let word = threefry(vec2u(step.seed, params.stream), vec2u(step.index, step.micro * params.batch + row)).x;
  let at = mul_high(word, params.count) * params.stride + index % params.sequence_length;
  //: if LABELLED
  let label = tokens[at] >> 16u;
  ids[index] = tokens[at] & 0xffffu;
  targets[index] = select(i32(label) - 1, -100, label == 0u);
  //: else
  ids[index] = tokens[at];
  targets[index] = i32(tokens[at + 1u]);
  //: end
}
