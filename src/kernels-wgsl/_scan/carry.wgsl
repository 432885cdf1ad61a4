// Selective scan, second pass: carries every cell over the chunks.
// Equation: states[0] = 0, states[c + 1] = left[c] states[c] + added[c].
// Shapes: pairs [B,chunks,cells] of (added, left), cells = E STATE; states [B,chunks+1,cells]
// Launch: a thread owns one cell of one sequence; workgroups of 64 threads; no barriers.
// Numerics: f32, in order.
// Source: Mamba (arXiv 2312.00752), section 3.3; README.md
// Truth: scanReference in selective_scan/reference.ts, through all three passes
struct Params {
  size: u32, // B * cells
  cells: u32,
  chunks: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> pairs: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> states: array<f32>;

@compute @workgroup_size(64)
//: insert ENTRY
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let cell = index % params.cells;
  let batch = index / params.cells;
  var h = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    states[(batch * (params.chunks + 1u) + chunk) * params.cells + cell] = h;
    let pair = pairs[(batch * params.chunks + chunk) * params.cells + cell];
    h = pair.y * h + pair.x;
  }
  states[(batch * (params.chunks + 1u) + params.chunks) * params.cells + cell] = h;
}
