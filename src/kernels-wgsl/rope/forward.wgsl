// RoPE: turns channel pairs of the leading heads of every row by their position's angles and copies the other columns.
// Equation: y[j] = x[j] cos - x[j+R/2] sin, y[j+R/2] = x[j+R/2] cos + x[j] sin; backward (direction = -1): the inverse turn.
// Shapes: x, y [B*T, S]; table [2, T, R/2]: cosines, then sines. All extents count elements: vec4f where all divide by 4.
// Launch: a thread per pair of elements or per copied element; 64 threads; no barriers.
// Numerics: the table is rounded once from float64; two products and a sum.
// Source: RoFormer, section 3.4 (arXiv 2104.09864).
// Truth: ropeReference in reference.ts
struct Params {
  rows: u32,
  columns: u32,
  positions: u32,
  heads: u32,
  head_width: u32,
  half_width: u32,       // R / 2
  direction: f32,
}
//: if VECTOR
alias Element = vec4f;
//: else
alias Element = f32;
//: end
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Element>;
@group(0) @binding(2) var<storage, read> table: array<Element>;
@group(0) @binding(3) var<storage, read_write> y: array<Element>;

@compute @workgroup_size(64)
fn rope(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let pairs = params.heads * params.half_width;
  let items = params.columns - pairs;
  let index = (group.y * groups.x + group.x) * 64u + thread;
  let row = index / items;
  let item = index % items;
  if (row >= params.rows) { return; }
  let start = row * params.columns;
  if (item < pairs) {
    let j = item % params.half_width;
    let first = start + item / params.half_width * params.head_width + j;
    let second = first + params.half_width;
    let position = row % params.positions;
    let cosine = table[position * params.half_width + j];
    let sine = params.direction * table[(params.positions + position) * params.half_width + j];
    let a = x[first];
    let b = x[second];
    y[first] = a * cosine - b * sine;
    y[second] = b * cosine + a * sine;
    return;
  }
  // Copied columns: first what each turned head leaves behind R, then the columns behind the turned heads.
  let copied = item - pairs;
  let rest = params.head_width - 2u * params.half_width;
  var column = copied + 2u * pairs;
  if (copied < params.heads * rest) { column = copied / rest * params.head_width + 2u * params.half_width + copied % rest; }
  y[start + column] = x[start + column];
}
