// Second pass of the norm of all gradients, and the factor that clips it.
// Equation: norm = sqrt(sum_t partial[t]); scale = 1, or min(1, max_norm / (norm + eps)) when clipping
// Shapes: partial [threads]; result [norm, scale]
// Launch: one row for LANES threads in one workgroup; barriers only inside row_sum.
// Numerics: f32.
// Source: Pascanu et al., On the difficulty of training recurrent neural networks (arXiv 1211.5063).
// Truth: globalNormReference in reference.ts
struct Params {
  threads: u32,
  is_clipping: u32,
  max_norm: f32,
  epsilon: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partial: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

//: insert ROW_SUM

@compute @workgroup_size(64)
fn global_norm(@builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let count = select(0u, params.threads, thread < LANES);
  var part = 0.0;
  for (var j = lane; j < count; j += LANES) { part += partial[j]; }
  let norm = sqrt(row_sum(part, lane));
  if (thread > 0u) { return; }
  result[0] = norm;
  result[1] = select(1.0, min(1.0, params.max_norm / (norm + params.epsilon)), params.is_clipping != 0u);
}
