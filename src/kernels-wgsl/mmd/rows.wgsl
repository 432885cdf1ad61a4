// Each point's part of the discrepancy: kernels with its own sample less those with the other.
// Equation: y[i] = sum_j sign_ij sum_s exp(-|z_i - z_j|^2 / (h s))
// Shapes: z [n, width]; bandwidth [1]; y [n]
// Launch: a thread owns a point; 64 threads; folded into y; no barriers.
// Numerics: f32; the sum of own and other kernels stays in one accumulator of their difference.
// Source: README.md
// Truth: mmdReference in reference.ts
struct Params {
  n: u32,
  width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> bandwidth: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

//: insert KERNELS

@compute @workgroup_size(64)
fn mmd_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * groups.x + group.x) * 64u + thread;
  if (i >= params.n) { return; }
  let half = params.n / 2u;
  var scales = SCALES;
  var sum = 0.0;
  for (var j = 0u; j < params.n; j++) {
    var distance = 0.0;
    for (var c = 0u; c < params.width; c++) {
      let d = z[i * params.width + c] - z[j * params.width + c];
      distance += d * d;
    }
    var kernel = 0.0;
    for (var s = 0u; s < KERNELS; s++) { kernel += exp(max(-80.0, -distance / (bandwidth[0] * scales[s]))); }
    sum += select(-kernel, kernel, (i < half) == (j < half));
  }
  y[i] = sum;
}
