// Leaky integrate-and-fire neurons along time: spikes and membrane potentials.
// Equation: h = v + (x - (v - r)) / tau, or v - (v - r) / tau + x; s = 1 where h >= threshold, else 0; v = (1 - s) h + s r, or h - s threshold.
// Shapes: x, s, v [B, steps, packs * PACK]
// Launch: a thread owns one pack of channels of one sequence for all steps; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; the division by tau is a product with the host's 1 / tau.
// Source: README.md
// Truth: lifReference in reference.ts
struct Params {
  size: u32, // B * packs
  packs: u32,
  steps: u32,
  rate: f32, // 1 / tau
  threshold: f32,
  reset: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> s: array<Pack>;
@group(0) @binding(3) var<storage, read_write> v: array<Pack>;

//: insert PACK_TYPE
//: insert MEMBRANE

@compute @workgroup_size(64)
fn lif(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  var at = index / params.packs * params.steps * params.packs + index % params.packs;
  var potential = Pack(params.reset);
  for (var t = 0u; t < params.steps; t++) {
    let h = charged(potential, x[at]);
    let spike = select(Pack(0.0), Pack(1.0), h >= Pack(params.threshold));
    //: if IS_SOFT
    potential = h - spike * params.threshold;
    //: else
    potential = select(h, Pack(params.reset), h >= Pack(params.threshold));
    //: end
    s[at] = spike;
    v[at] = potential;
    at += params.packs;
  }
}
