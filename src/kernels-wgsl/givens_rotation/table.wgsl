// Cosines and sines of the rotation angles, one pair for each channel pair.
// Equation: a = theta[k] + 2 pi i / phases for pair k of phase i; table[2c] = cos a, table[2c + 1] = sin a.
// Shapes: theta [pairs of a phase], table [channels] as vec2
// Launch: a thread owns one channel pair; workgroups of 64 threads; no barriers.
// Numerics: built-in sines may be off by 2^-11, so the angle is reduced to |r| <= pi/4 by pi/2 in three parts (exact products
//   up to 2^12 quarter turns) and two Taylor polynomials follow (truncation below 3e-8).
// Source: Three-Phase Transformer, section 3.3 (arXiv 2604.14430).
// Truth: givensTableReference in reference.ts
struct Params {
  pairs: u32, // all channel pairs
  phase_pairs: u32,
  offset: f32, // angle between neighbouring phases
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> theta: array<f32>;
@group(0) @binding(2) var<storage, read_write> table: array<vec2f>;

@compute @workgroup_size(64)
fn givens_rotation_table(@builtin(global_invocation_id) id: vec3u) {
  let pair = id.x;
  if (pair >= params.pairs) { return; }
  let angle = theta[pair % params.phase_pairs] + params.offset * f32(pair / params.phase_pairs);
  let quarters = round(angle * 0.63661975);
  let r = ((angle - quarters * 1.5703125) - quarters * 0.00048375129699707031) - quarters * 0.000000075497899;
  let q = r * r;
  let sine = r * (1.0 - q * (0.16666667 - q * (0.0083333333 - q * (0.00019841270 - q * 0.0000027557319))));
  let cosine = 1.0 - q * (0.5 - q * (0.041666667 - q * (0.0013888889 - q * 0.000024801587)));
  let quadrant = u32(i32(quarters)) & 3u;
  let turned = select(vec2f(cosine, sine), vec2f(-sine, cosine), (quadrant & 1u) == 1u);
  table[pair] = select(turned, -turned, quadrant >= 2u);
}
