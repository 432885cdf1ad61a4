// Gradient of a spectral gate's filter from the half spectra of its input and of the incoming gradient.
// Equation: dW[u,v] = c_v sum_b conj(X[b,u,v]) G[b,u,v], c_v = 1 where v is 0 or width / 2, else 2.
// Shapes: x, g [B, height, columns, 2, packs * PACK]; dweight [height, columns, 2, packs * PACK]
// Launch: a thread owns one pack of one frequency; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, images in order.
// Source: README.md
// Truth: spectralGateWeightReference in reference.ts
struct Params {
  size: u32, // height * columns * packs
  packs: u32,
  batch: u32,
  width: u32,
  columns: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> g: array<Pack>;
@group(0) @binding(3) var<storage, read_write> dweight: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn spectral_gate_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let frequency = index / params.packs;
  let column = frequency % params.columns;
  let own = frequency * 2u * params.packs + index % params.packs;
  var re = Pack(0.0);
  var im = Pack(0.0);
  for (var b = 0u; b < params.batch; b++) {
    let origin = b * 2u * params.size + own;
    let xr = x[origin];
    let xi = x[origin + params.packs];
    let gr = g[origin];
    let gi = g[origin + params.packs];
    re += xr * gr + xi * gi;
    im += xr * gi - xi * gr;
  }
  let times = select(2.0, 1.0, column == 0u || 2u * column == params.width);
  dweight[own] = times * re;
  dweight[own + params.packs] = times * im;
}
