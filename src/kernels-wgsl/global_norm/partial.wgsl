// First pass of the norm of all gradients: sums of squares by thread.
// Equation: partial[t] = sum of g[i]^2 over the quads i = t, t + threads, t + 2 threads, ...
// Shapes: gradients [n], n a multiple of 4; partial [threads]
// Launch: `threads` threads in workgroups of 64; neighbouring threads read neighbouring quads; no barriers.
// Numerics: f32, four running sums per thread added at the end.
// Source: Pascanu et al., On the difficulty of training recurrent neural networks (arXiv 1211.5063).
// Truth: globalNormReference in reference.ts
struct Params {
  quads: u32,
  threads: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partial: array<f32>;

@compute @workgroup_size(64)
fn global_norm_partial(@builtin(global_invocation_id) thread: vec3u) {
  if (thread.x >= params.threads) { return; }
  var sum = vec4f();
  for (var i = thread.x; i < params.quads; i += params.threads) { sum += gradients[i] * gradients[i]; }
  partial[thread.x] = (sum.x + sum.y) + (sum.z + sum.w);
}
