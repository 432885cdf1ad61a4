// Exact assignment of segments to queries, one for each present segment, of least total cost.
// Equation: best_q(S) = min(min over g in S of cost[q,g] + best_{q+1}(S \ g), best_{q+1}(S)), best_Q({}) = 0; the choices are followed from q = 0 with all present.
// Shapes: cost [R, Q, G]; present [R, G], above 0 where it is; assignment [R, Q, G], 1 where g is q's
// Launch: a workgroup of SETS = 2^G threads owns one row, a thread one set of segments; queries from the last to the first, two barriers each; thread 0 follows the choices.
// Numerics: f32 sums of at most G costs; of equal sums the earlier query, then the lower segment.
// Source: Held and Karp 1962, over sets; Kuhn 1955 for the problem.
// Truth: segmentMatchReference in reference.ts
struct Params {
  rows: u32,
  queries: u32,
  segments: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> cost: array<f32>;
@group(0) @binding(2) var<storage, read> present: array<f32>;
@group(0) @binding(3) var<storage, read_write> assignment: array<f32>;

const NEVER = 3e38;
/// Least cost of giving the set its queries, out of those behind the present one.
var<workgroup> best: array<f32, SETS>;
/// Four bits for each query: one more than the segment it takes, or 0.
var<workgroup> choices: array<vec4u, SETS>;
var<workgroup> taken: array<u32, 32>;

@compute @workgroup_size(SETS)
fn segment_match(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  best[own] = select(NEVER, 0.0, own == 0u);
  var choice = vec4u(0u);
  workgroupBarrier();
  for (var back = 0u; back < params.queries; back++) {
    let q = params.queries - 1u - back;
    var lowest = NEVER;
    var chosen = 0u;
    for (var g = 0u; g < params.segments; g++) {
      let bit = 1u << g;
      if ((own & bit) == 0u) { continue; }
      let sum = cost[(row * params.queries + q) * params.segments + g] + best[own ^ bit];
      if (sum < lowest) {
        lowest = sum;
        chosen = g + 1u;
      }
    }
    if (best[own] < lowest) {
      lowest = best[own];
      chosen = 0u;
    }
    workgroupBarrier();
    best[own] = lowest;
    choice[q / 8u] |= chosen << (4u * (q % 8u));
    workgroupBarrier();
  }
  choices[own] = choice;
  workgroupBarrier();
  if (own == 0u) {
    var left = 0u;
    for (var g = 0u; g < params.segments; g++) { left |= select(0u, 1u << g, present[row * params.segments + g] > 0.0); }
    for (var q = 0u; q < params.queries; q++) {
      let segment = (choices[left][q / 8u] >> (4u * (q % 8u))) & 15u;
      taken[q] = segment;
      if (segment > 0u) { left ^= 1u << (segment - 1u); }
    }
  }
  workgroupBarrier();
  for (var at = own; at < params.queries * params.segments; at += SETS) {
    let is_taken = taken[at / params.segments] == at % params.segments + 1u;
    assignment[row * params.queries * params.segments + at] = select(0.0, 1.0, is_taken);
  }
}
