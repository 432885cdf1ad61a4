// Gradients of the cosine by its input, and partial sums of those by frequency and phase over tiles of rows.
// Equation: a = -sin(w x + f) dy, dx = a w; dw[tile] = sum of a x, df[tile] = sum of a over the tile's rows, in row order.
// Shapes: dy, x, dx [rows, packs * PACK]; w, f [packs * PACK]; dw, df [tiles, packs * PACK]
// Launch: one thread per pack of channels and tile; no barriers. column_sum adds the tiles.
// Numerics: f32; the angle is computed again, which costs less than keeping it.
// Source: README.md
// Truth: cosAffineBackwardReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  rows_per_tile: u32,
  tiles: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> w: array<Pack>;
@group(0) @binding(4) var<storage, read> f: array<Pack>;
@group(0) @binding(5) var<storage, read_write> dx: array<Pack>;
@group(0) @binding(6) var<storage, read_write> dw: array<Pack>;
@group(0) @binding(7) var<storage, read_write> df: array<Pack>;

//: insert PACK_TYPE
//: insert SINE_COSINE

@compute @workgroup_size(64)
fn cos_affine_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.tiles * params.packs) { return; }
  let channel = index % params.packs;
  let first = (index / params.packs) * params.rows_per_tile;
  let last = min(first + params.rows_per_tile, params.rows);
  let frequency = w[channel];
  let phase = f[channel];
  var frequency_sum = Pack(0.0);
  var phase_sum = Pack(0.0);
  for (var row = first; row < last; row++) {
    let at = row * params.packs + channel;
    let value = x[at];
    let a = -sine_of(frequency * value + phase) * dy[at];
    dx[at] = a * frequency;
    frequency_sum += a * value;
    phase_sum += a;
  }
  dw[index] = frequency_sum;
  df[index] = phase_sum;
}
