// Backward of attention, the rows' statistics alone: used where the rows kernel has no binding left for o and lse.
// Equation: statistics = (lse, dO . o).
// Shapes: dO, o [B,T,Hq*Dv]; lse [B,Hq,T]; statistics [B,Hq,T] of (lse, delta)
// Launch: a thread per row of a head; 64 threads; no barriers.
// Numerics: plain sum over the value width.
// Source: FlashAttention-2, algorithm 2, line 4 (arXiv 2307.08691).
// Truth: attentionBackwardReference in reference.ts
struct Params {
  rows: u32,             // B * Hq * T
  queries: u32,
  query_heads: u32,
  value_width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> output_gradient: array<f32>;
@group(0) @binding(2) var<storage, read> o: array<f32>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read_write> statistics: array<vec2f>;

@compute @workgroup_size(64)
fn attention_backward_statistics(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = (group.y * groups.x + group.x) * 64u + thread;
  if (row >= params.rows) { return; }
  let query = row % params.queries;
  let head = row / params.queries % params.query_heads;
  let batch = row / params.queries / params.query_heads;
  let start = ((batch * params.queries + query) * params.query_heads + head) * params.value_width;
  var delta = 0.0;
  for (var c = 0u; c < params.value_width; c++) { delta += output_gradient[start + c] * o[start + c]; }
  statistics[row] = vec2f(lse[row], delta);
}
