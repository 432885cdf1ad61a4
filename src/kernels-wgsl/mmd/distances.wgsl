// Sum of each point's squared distances from all.
// Equation: y[i] = sum_j |z_i - z_j|^2
// Shapes: z [n, width]; y [n]
// Launch: a thread owns a point; 64 threads; folded into y; no barriers.
// Numerics: f32, differences before squares, so that near points lose nothing.
// Source: README.md
// Truth: bandwidthReference in reference.ts
struct Params {
  n: u32,
  width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn mmd_distances(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * groups.x + group.x) * 64u + thread;
  if (i >= params.n) { return; }
  var sum = 0.0;
  for (var j = 0u; j < params.n; j++) {
    var distance = 0.0;
    for (var c = 0u; c < params.width; c++) {
      let d = z[i * params.width + c] - z[j * params.width + c];
      distance += d * d;
    }
    sum += distance;
  }
  y[i] = sum;
}
