// Ladders of continued fractions: every channel has its own scalar fractions of its value, summed with learned weights.
// Equation: a_i = offset + h W_j[i], z_j = f(a_1 .. a_D), y = sum_j V_j z_j, for each channel on its own.
// Shapes: h, y [rows, packs * PACK]; ladders [J D + J, packs * PACK]: W of ladder 0 (D rows), of ladder 1, ..., then V (J rows)
// Launch: one thread per pack of y; no barriers.
// Numerics: f32; as continued_fraction.
// Source: CoFrGeNet (arXiv 2601.21766), Cffn.
// Truth: cffnReference in reference.ts
struct Params {
  size: u32, // packs of y
  packs: u32,
  ladders: u32,
  offset: f32,
  eps: f32,
  limit: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> h: array<Pack>;
@group(0) @binding(2) var<storage, read> ladders: array<Pack>;
@group(0) @binding(3) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE
//: insert CONTINUANTS

@compute @workgroup_size(64)
fn cffn(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let value = h[index];
  let highest = Pack(params.limit);
  var sum = Pack(0.0);
  var at = channel;
  for (var j = 0u; j < params.ladders; j++) {
    //: for i in 0..D
    let a${i} = clamp(params.offset + value * ladders[at + ${i}u * params.packs], -highest, highest);
    //: end
    at += ${D}u * params.packs;
    let c = continuants($[i: 0..D|, |a${i}]);
    let weight = ladders[channel + (params.ladders * ${D}u + j) * params.packs];
    sum += weight * (c.k${D - 1} / guarded(c.k${D}, params.eps));
  }
  y[index] = sum;
}
