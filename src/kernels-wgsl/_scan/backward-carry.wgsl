// Gradient of the scan's states, second pass: carries it over the chunks from the end, and puts the states beside it.
// Equation: v[last] = 0, v[c - 1] = left[c] v[c] + added[c]; borders[c] = (states[c], v[c]).
// Shapes: pairs [B,chunks,cells] of (added, left), cells = E STATE; states [B,chunks+1,cells]; borders [B,chunks,cells,2]
// Launch: a thread owns one cell of one sequence; workgroups of 64 threads; no barriers.
// Numerics: f32, in order.
// Source: README.md
// Truth: scanBackwardReference in selective_scan/reference.ts, through all passes
struct Params {
  size: u32, // B * cells
  cells: u32,
  chunks: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> pairs: array<vec2f>;
@group(0) @binding(2) var<storage, read> states: array<f32>;
@group(0) @binding(3) var<storage, read_write> borders: array<vec2f>;

@compute @workgroup_size(64)
//: insert ENTRY
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let cell = index % params.cells;
  let batch = index / params.cells;
  var v = 0.0;
  for (var left = params.chunks; left > 0u; left--) {
    let at = (batch * params.chunks + left - 1u) * params.cells + cell;
    borders[at] = vec2f(states[(batch * (params.chunks + 1u) + left - 1u) * params.cells + cell], v);
    let pair = pairs[at];
    v = pair.y * v + pair.x;
  }
}
