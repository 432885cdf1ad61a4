// Gradient of the discrepancy by its points, of a fixed bandwidth.
// Equation: dz_i = 4 dy sum_j w_ij (z_i - z_j), w_ij = sign_ij / B^2 sum_s -exp(-|z_i - z_j|^2 / (h s)) / (h s)
// Shapes: z, dz [n, width]; bandwidth, dy [1]
// Launch: a thread owns an element; 64 threads; folded into y; no barriers.
// Numerics: f32; differences of points first, so that near points lose nothing.
// Source: README.md
// Truth: mmdBackwardReference in reference.ts
struct Params {
  n: u32,
  width: u32,
  size: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> bandwidth: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dz: array<f32>;

//: insert KERNELS

@compute @workgroup_size(64)
fn mmd_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let half = params.n / 2u;
  let i = index / params.width;
  var scales = SCALES;
  var sum = 0.0;
  for (var j = 0u; j < params.n; j++) {
    var distance = 0.0;
    for (var c = 0u; c < params.width; c++) {
      let d = z[i * params.width + c] - z[j * params.width + c];
      distance += d * d;
    }
    var slope = 0.0;
    for (var s = 0u; s < KERNELS; s++) {
      let h = bandwidth[0] * scales[s];
      slope -= exp(max(-80.0, -distance / h)) / h;
    }
    let difference = z[index] - z[j * params.width + index % params.width];
    sum += select(-slope, slope, (i < half) == (j < half)) * difference;
  }
  dz[index] = 4.0 * dy[0] * sum / f32(half * half);
}
