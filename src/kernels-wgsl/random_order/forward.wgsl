// Random order: a permutation drawn anew in every step, and its inverse.
// Equation: inverse[i] = #{j : (word_j, j) < (word_i, i)}, order[inverse[i]] = i,
//   word_i = threefry(seed, dropout stream; micro-step ^ reverseBits(site), i).
// Shapes: order, inverse [N]
// Launch: one workgroup of 256 threads; words in workgroup memory; a thread ranks every 256th place; one barrier.
// Numerics: integers.
// Source: Salmon et al. 2011 (the generator).
// Truth: randomOrderReference in reference.ts
struct Params {
  size: u32,             // at most 4096
  stream: u32,
  site: u32,
}
//: insert STEP
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> order: array<u32>;
@group(0) @binding(2) var<storage, read_write> inverse: array<u32>;
@group(0) @binding(3) var<uniform> step: Step;

//: insert THREEFRY

var<workgroup> words: array<u32, 4096>;

@compute @workgroup_size(256)
fn random_order(@builtin(local_invocation_index) thread: u32) {
  let micro_step = step.index * step.micro_steps + step.micro;
  for (var i = thread; i < params.size; i += 256u) {
    words[i] = threefry(vec2u(step.seed, params.stream), vec2u(micro_step ^ reverseBits(params.site), i)).x;
  }
  workgroupBarrier();
  for (var i = thread; i < params.size; i += 256u) {
    let own = words[i];
    var rank = 0u;
    for (var j = 0u; j < params.size; j++) {
      rank += select(0u, 1u, words[j] < own || (words[j] == own && j < i));
    }
    inverse[i] = rank;
    order[rank] = i;
  }
}
