// Cosine with a learned frequency and phase for each channel.
// Equation: y = cos(w x + f).
// Shapes: x, y [rows, packs * PACK]; w, f [packs * PACK]
// Launch: one thread per pack of y; no barriers.
// Numerics: f32; the angle is reduced modulo a quarter turn before the polynomials.
// Source: NOBLE (arXiv 2603.06492), CosNet.
// Truth: cosAffineReference in reference.ts
struct Params {
  size: u32, // packs of y
  packs: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> w: array<Pack>;
@group(0) @binding(3) var<storage, read> f: array<Pack>;
@group(0) @binding(4) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE
//: insert SINE_COSINE

@compute @workgroup_size(64)
fn cos_affine(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  y[index] = cosine_of(w[channel] * x[index] + f[channel]);
}
