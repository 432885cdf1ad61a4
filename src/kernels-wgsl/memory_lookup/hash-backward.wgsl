// Gradient of the scores by the hashed numbers; the choice of a bit has none.
// Equation: q_i = 1 / (1 + exp(2 |z_i| / t)); dz_i = ds sgn(z_i) p (2/t) q_i, in the L1 form ds sgn(z_i) (p + s (2/t) q_i).
// Shapes: dscores [size]; x, dx [size, bits]
// Launch: one thread per chunk; no barriers.
// Numerics: f32; p is computed again.
// Source: README.md
// Truth: hashCodeBackwardReference in reference.ts
struct Params {
  size: u32,
  bits: u32,
  scale: f32, // 2 / temperature
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dscores: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn hash_code_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let chunk = (group.y * groups.x + group.x) * 64u + thread;
  if (chunk >= params.size) { return; }
  let start = chunk * params.bits;
  var product = 1.0;
  var total = 0.0;
  for (var i = 0u; i < params.bits; i++) {
    let size = abs(x[start + i]);
    product *= 1.0 + exp(-min(params.scale * size, 80.0));
    total += size;
  }
  let incoming = dscores[chunk] / product;
  //: if IS_L1
  let pull = params.scale * total;
  //: end
  for (var i = 0u; i < params.bits; i++) {
    let z = x[start + i];
    let e = exp(-min(params.scale * abs(z), 80.0));
    let q = e / (1.0 + e);
    //: if IS_L1
    let slope = incoming * (1.0 + pull * q);
    //: else
    let slope = incoming * (params.scale * q);
    //: end
    dx[start + i] = select(-slope, slope, z >= 0.0);
  }
}
