// Inverse Fourier transform of the rows of half spectra to real images.
// Equation: y[b,i,j] = scale sum_v c_v (Re T[b,i,v] cos(2 pi v j / width) - Im T[b,i,v] sin(2 pi v j / width)), c_v = 1 where v is 0 or width / 2, else 2.
// Shapes: spectrum [B, height, columns, 2, packs * PACK]; turns [width, 2]; y [B, height, width, packs * PACK]
// Launch: a thread owns one pack of one position; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; cosines and sines from the host's float64 table, whose index is reduced exactly. The imaginary part of a
//   column that stands for itself meets a sine of zero, as in a real inverse transform.
// Source: README.md
// Truth: imageReference in reference.ts
struct Params {
  size: u32, // B * height * width * packs
  packs: u32,
  width: u32,
  columns: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> spectrum: array<Pack>;
@group(0) @binding(2) var<storage, read> turns: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn spectral_gate_image(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let column = index / params.packs % params.width;
  let row = index / params.packs / params.width;
  var sum = Pack(0.0);
  var turn = 0u;
  for (var v = 0u; v < params.columns; v++) {
    let origin = (row * params.columns + v) * 2u * params.packs + channel;
    let times = select(2.0, 1.0, v == 0u || 2u * v == params.width);
    sum += times * (turns[turn].x * spectrum[origin] - turns[turn].y * spectrum[origin + params.packs]);
    turn += column;
    turn -= select(0u, params.width, turn >= params.width);
  }
  y[index] = params.scale * sum;
}
