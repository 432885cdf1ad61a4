// Fourier transform of the rows of real images, half of the spectrum.
// Equation: R[b,i,v] = sum_j x[b,i,j] exp(-2 pi i v j / width), v = 0 .. columns - 1.
// Shapes: x [B, height, width, packs * PACK]; turns [width, 2]; spectrum [B, height, columns, 2, packs * PACK]
// Launch: a thread owns one pack of one row and frequency; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; cosines and sines from the host's float64 table, whose index is reduced exactly.
// Source: README.md
// Truth: halfSpectrumReference in reference.ts
struct Params {
  size: u32, // B * height * columns * packs
  packs: u32,
  width: u32,
  columns: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> turns: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> spectrum: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn spectral_gate_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let frequency = index / params.packs % params.columns;
  let row = index / params.packs / params.columns;
  var re = Pack(0.0);
  var im = Pack(0.0);
  var turn = 0u;
  for (var j = 0u; j < params.width; j++) {
    let value = x[(row * params.width + j) * params.packs + channel];
    re += turns[turn].x * value;
    im -= turns[turn].y * value;
    turn += frequency;
    turn -= select(0u, params.width, turn >= params.width);
  }
  let to = (row * params.columns + frequency) * 2u * params.packs + channel;
  spectrum[to] = re;
  spectrum[to + params.packs] = im;
}
