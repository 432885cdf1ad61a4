// Hash code and score of every chunk: the signs of a chunk's numbers pick a row, their sizes weigh it.
// Equation: code = sum_i [z_i >= 0] 2^(bits-1-i); score = prod_i 1 / (1 + exp(-2 |z_i| / t)), in the L1 form times sum_i |z_i|.
// Shapes: x [size, bits]; codes, scores [size], size = tokens * chunks
// Launch: one thread per chunk; no barriers.
// Numerics: f32; every factor of the product is at most 2, so one division of up to 2^bits suffices.
// Source: MemoryFormer (arXiv 2411.12992), section 3 and released code.
// Truth: hashCodeReference in reference.ts
struct Params {
  size: u32,
  bits: u32,
  scale: f32, // 2 / temperature
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> codes: array<u32>;
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(64)
fn hash_code(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let chunk = (group.y * groups.x + group.x) * 64u + thread;
  if (chunk >= params.size) { return; }
  var code = 0u;
  var product = 1.0;
  var total = 0.0;
  for (var i = 0u; i < params.bits; i++) {
    let z = x[chunk * params.bits + i];
    code = 2u * code + select(0u, 1u, z >= 0.0);
    product *= 1.0 + exp(-min(params.scale * abs(z), 80.0));
    total += abs(z);
  }
  codes[chunk] = code;
  //: if IS_L1
  scores[chunk] = total / product;
  //: else
  scores[chunk] = 1.0 / product;
  //: end
}
