// Gradient of the ladders by their input.
// Equation: dh = sum_j sum_i dy V_j f_i(a) W_j[i], f_i the fraction's derivative by its i-th denominator.
// Shapes: dy, h, dh [rows, packs * PACK]; ladders [J D + J, packs * PACK]
// Launch: one thread per pack of dh; no barriers.
// Numerics: f32; fractions are computed again.
// Source: README.md
// Truth: cffnBackwardReference in reference.ts
struct Params {
  size: u32, // packs of dh
  packs: u32,
  ladders: u32,
  offset: f32,
  eps: f32,
  limit: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> h: array<Pack>;
@group(0) @binding(3) var<storage, read> ladders: array<Pack>;
@group(0) @binding(4) var<storage, read_write> dh: array<Pack>;

//: insert PACK_TYPE
//: insert CONTINUANTS

@compute @workgroup_size(64)
fn cffn_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let value = h[index];
  let highest = Pack(params.limit);
  var sum = Pack(0.0);
  var at = channel;
  for (var j = 0u; j < params.ladders; j++) {
    //: for i in 0..D
    let w${i} = ladders[at + ${i}u * params.packs];
    let given${i} = params.offset + value * w${i};
    let a${i} = clamp(given${i}, -highest, highest);
    //: end
    at += ${D}u * params.packs;
    let s = slopes($[i: 0..D|, |a${i}], params.eps);
    let weight = ladders[channel + (params.ladders * ${D}u + j) * params.packs];
    sum += weight * ($[i: 0..D| + |select(Pack(0.0), s.s${i} * w${i}, a${i} == given${i})]);
  }
  dh[index] = dy[index] * sum;
}
