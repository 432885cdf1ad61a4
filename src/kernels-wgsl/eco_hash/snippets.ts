/** Bindings and extents of both passes. */
export const KERNEL_ROW = `
struct Params {
  rows: u32,  // tokens of all batch entries
  heads: u32,
  tiles: u32, // workgroups of one head
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> hash: array<f32>;
`;

/** The thread's head and token, its direction c, and its squared distances to the anchors with their spread. */
export const KERNEL_DISTANCES = `
  let tile = group.y * groups.x + group.x;
  let head = tile / params.tiles;
  let row = (tile % params.tiles) * 64u + thread;
  if (head >= params.heads || row >= params.rows) { return; }
  let directions = head * BITS * ANCHORS;
  let means = (params.heads * BITS + head) * ANCHORS;
  let anchors = (params.heads * (BITS + 1u) + head * WIDTH) * ANCHORS;
  let start = (row * params.heads + head) * WIDTH;
  //: for i in 0..WIDTH
  let x\${i} = x[start + \${i}u];
  //: end
  let rstd = inverseSqrt(1e-12 + $[i: 0..WIDTH| + |x\${i} * x\${i}]);
  //: for i in 0..WIDTH
  let c\${i} = rstd * x\${i};
  //: end
  var distances: array<f32, ANCHORS>;
  var total = 0.0;
  for (var a = 0u; a < ANCHORS; a++) {
    var squares = 0.0;
    //: for i in 0..WIDTH
    {
      let apart = c\${i} - hash[anchors + \${i}u * ANCHORS + a];
      squares += apart * apart;
    }
    //: end
    distances[a] = squares;
    total += squares;
  }
  let spread = total / f32(ANCHORS);
  let is_held = spread < LEAST_SPREAD;
  let inverse = 0.5 / max(spread, LEAST_SPREAD);
`;
