// Backward of prototype selection: every key gathers from the queries that chose it; the choice itself has no gradient.
// Equation: dkeys[n] = sum over q with chosen[q] = n of dprototypes[q], head by head.
// Shapes: dprototypes [B,Q,C]; chosen [B,Q,heads]; dkeys [B,N,C]
// Launch: a thread owns one channel of one place and walks the queries; workgroups of 64 threads, folded into y; no barriers.
// Numerics: query after query, so that the sum has one order.
// Source: Cavagnero et al. 2024, PEM (arXiv 2402.19422), section 3.
// Truth: prototypeScatterReference in reference.ts
struct Params {
  size: u32,             // B * N * C
  places: u32,
  queries: u32,
  heads: u32,
  head_width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> prototype_gradient: array<f32>;
@group(0) @binding(2) var<storage, read> chosen: array<u32>;
@group(0) @binding(3) var<storage, read_write> key_gradient: array<f32>;

@compute @workgroup_size(64)
fn prototype_scatter(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channels = params.heads * params.head_width;
  let channel = index % channels;
  let place = index / channels % params.places;
  let first = index / channels / params.places * params.queries;
  let head = channel / params.head_width;
  var sum = 0.0;
  for (var q = first; q < first + params.queries; q++) {
    sum += select(0.0, prototype_gradient[q * channels + channel], chosen[q * params.heads + head] == place);
  }
  key_gradient[index] = sum;
}
