// Gradients of the steps and rates of heads: sums of what the channels of a head left.
// Equation: (W, U)_t = sum over the head's channels of parts_t; ddt_t = A W_t + U_t; slopes_t = dt_t W_t, whose sum is dA.
// Shapes: parts [B,T,heads,head_width,2]; dt, ddt, slopes [B,T,heads]; rates [heads]
// Launch: a thread owns one head of one position; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, channels in order.
// Source: Mamba-2 (arXiv 2405.21060); README.md
// Truth: scanBackwardReference in selective_scan/reference.ts, through all passes
struct Params {
  size: u32, // B * T * heads
  heads: u32,
  head_width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> parts: array<vec2f>;
@group(0) @binding(2) var<storage, read> dts: array<f32>;
@group(0) @binding(3) var<storage, read> rates: array<f32>;
@group(0) @binding(4) var<storage, read_write> ddt: array<f32>;
@group(0) @binding(5) var<storage, read_write> slopes: array<f32>;

@compute @workgroup_size(64)
fn ssd_scan_backward_heads(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  var sum = vec2f();
  for (var p = 0u; p < params.head_width; p++) { sum += parts[index * params.head_width + p]; }
  ddt[index] = rates[index % params.heads] * sum.x + sum.y;
  slopes[index] = dts[index] * sum.x;
}
