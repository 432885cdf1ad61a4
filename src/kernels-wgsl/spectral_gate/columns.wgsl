// Fourier transform of the columns of half spectra: forward, then times the filter; or inverse.
// Equation: X[b,u,v] = scale sum_i R[b,i,v] exp(-2 pi i u i / height), Y = X W (or X conj W); inverse: T[b,i,v] = sum_u Y[b,u,v] exp(2 pi i u i / height).
// Shapes: source, result, filtered [B, height, columns, 2, packs * PACK]; turns [height, 2]; weight [height, columns, 2, packs * PACK]
// Launch: a thread owns one pack of one frequency; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; cosines and sines from the host's float64 table, whose index is reduced exactly.
// Source: README.md
// Truth: spectralGateReference in reference.ts
struct Params {
  size: u32, // B * height * columns * packs
  packs: u32,
  height: u32,
  columns: u32,
  scale: f32,
  conjugate: f32, // -1 conjugates the filter
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> source: array<Pack>;
@group(0) @binding(2) var<storage, read> turns: array<vec2f>;
//: if IS_INVERSE
@group(0) @binding(3) var<storage, read_write> result: array<Pack>;
//: else
@group(0) @binding(3) var<storage, read> weight: array<Pack>;
@group(0) @binding(4) var<storage, read_write> result: array<Pack>;
@group(0) @binding(5) var<storage, read_write> filtered: array<Pack>;
//: end

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn spectral_gate_columns(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let column = index / params.packs % params.columns;
  let own = index / params.packs / params.columns % params.height;
  let image = index / params.packs / params.columns / params.height * params.height;
  var re = Pack(0.0);
  var im = Pack(0.0);
  var turn = 0u;
  for (var k = 0u; k < params.height; k++) {
    let origin = ((image + k) * params.columns + column) * 2u * params.packs + channel;
    let a = source[origin];
    let b = source[origin + params.packs];
    let cos = turns[turn].x;
    //: if IS_INVERSE
    let sin = turns[turn].y;
    //: else
    let sin = -turns[turn].y;
    //: end
    re += cos * a - sin * b;
    im += cos * b + sin * a;
    turn += own;
    turn -= select(0u, params.height, turn >= params.height);
  }
  let to = ((image + own) * params.columns + column) * 2u * params.packs + channel;
  re *= params.scale;
  im *= params.scale;
  result[to] = re;
  result[to + params.packs] = im;
  //: if IS_INVERSE
  //: else
  let at = (own * params.columns + column) * 2u * params.packs + channel;
  let w = weight[at];
  let z = params.conjugate * weight[at + params.packs];
  filtered[to] = re * w - im * z;
  filtered[to + params.packs] = re * z + im * w;
  //: end
}
