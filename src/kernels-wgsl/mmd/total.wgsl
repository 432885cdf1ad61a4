// Sum of a vector times a factor, but at least a number.
// Equation: y = max(least, factor sum_i rows[i])
// Shapes: rows [n]; y [1]
// Launch: one workgroup of 64; a thread owns every 64th element; a tree over the threads behind barriers.
// Numerics: f32, fixed order.
// Source: README.md
// Truth: bandwidthReference and mmdReference in reference.ts
struct Params {
  n: u32,
  factor: f32,
  least: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

var<workgroup> parts: array<f32, 64>;

@compute @workgroup_size(64)
fn mmd_total(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < params.n; i += 64u) { sum += rows[i]; }
  parts[thread] = sum;
  workgroupBarrier();
  for (var width = 32u; width > 0u; width >>= 1u) {
    if (thread < width) { parts[thread] += parts[thread + width]; }
    workgroupBarrier();
  }
  if (thread == 0u) { y[0] = max(params.least, params.factor * parts[0]); }
}
