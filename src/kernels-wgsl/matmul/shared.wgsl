// Matrix product of any extents and transposes: tiles of both operands staged in workgroup memory, for hardware GPUs.
// Equation: c[m,n] = sum_k op(a)[m,k] op(b)[k,n], then the element-wise program of `finish`.
//   With SUMS also row_sums[m] = sum_k op(a)[m,k], by the first column of workgroups, a thread per row.
// Shapes: op(a) [M,K], op(b) [K,N] by strides, c [M,N] per batch, row_sums [splits,M]; no extent needs a divisor.
// Launch: a workgroup of WAVES x WAVES threads owns WAVES ROWS x WAVES COLUMNS elements, a thread ROWS rows and every WAVES-th
//   column; two barriers per DEPTH terms. Loads follow whichever axis is contiguous; elements outside are staged as zeros.
// Numerics: f32, one accumulator per element, k ascending.
// Source: register blocking as in Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008).
// Truth: matmulReference in reference.ts
//: insert PROLOGUE
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
//: insert EPILOGUE
//: if SUMS
@group(0) @binding(${SUMS_BINDING}) var<storage, read_write> row_sums: array<f32>;
//: end

const THREADS = WAVES * WAVES;
const TILE_M = WAVES * ROWS;
const TILE_N = WAVES * COLUMNS;
const DEPTH = 16u;
// One float of padding per line keeps transposing stores off a single memory bank.
var<workgroup> a_tile: array<f32, DEPTH * (TILE_M + 1u)>;
var<workgroup> b_tile: array<f32, DEPTH * (TILE_N + 1u)>;

@compute @workgroup_size(WAVES, WAVES)
fn matmul_shared(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u, @builtin(local_invocation_index) index: u32) {
  let tile = group.y * groups.x + group.x;
  if (tile >= params.tiles) { return; }
  let place = place_of(tile);
  let tile_row = place.tile_m * TILE_M;
  let tile_column = place.tile_n * TILE_N;
  let row0 = tile_row + thread.y * ROWS;
  //: for v in 0..COLUMNS
  let own0_${v} = tile_column + thread.x + ${v}u * WAVES;
  //: end
  //: for i in 0..ROWS
  //: for v in 0..COLUMNS
  var c${i}_0_${v} = 0.0;
  //: end
  //: end
  //: if SUMS
  let sums_rows = place.tile_n == 0u && index < TILE_M;
  var sum = 0.0;
  //: end
  for (var k0 = place.first; k0 < place.last; k0 += DEPTH) {
    for (var i = index; i < DEPTH * TILE_M; i += THREADS) {
      let at = select(vec2u(i % TILE_M, i / TILE_M), vec2u(i / DEPTH, i % DEPTH), params.a_column == 1u);
      let row = tile_row + at.x;
      let k = k0 + at.y;
      var value = 0.0;
      if (row < params.m && k < place.last) { value = a[place.a + row * params.a_row + k * params.a_column]; }
      a_tile[at.y * (TILE_M + 1u) + at.x] = value;
    }
    for (var i = index; i < DEPTH * TILE_N; i += THREADS) {
      let at = select(vec2u(i / DEPTH, i % DEPTH), vec2u(i % TILE_N, i / TILE_N), params.b_column == 1u);
      let column = tile_column + at.x;
      let k = k0 + at.y;
      var value = 0.0;
      if (column < params.n && k < place.last) { value = b[place.b + k * params.b_row + column * params.b_column]; }
      b_tile[at.y * (TILE_N + 1u) + at.x] = value;
    }
    workgroupBarrier();
    //: if SUMS
    if (sums_rows) {
      for (var k = 0u; k < DEPTH; k++) { sum += a_tile[k * (TILE_M + 1u) + index]; }
    }
    //: end
    for (var k = 0u; k < DEPTH; k++) {
      //: for v in 0..COLUMNS
      let b${v} = b_tile[k * (TILE_N + 1u) + thread.x + ${v}u * WAVES];
      //: end
      //: for i in 0..ROWS
      let a${i} = a_tile[k * (TILE_M + 1u) + thread.y * ROWS + ${i}u];
      //: for v in 0..COLUMNS
      c${i}_0_${v} = fma(a${i}, b${v}, c${i}_0_${v});
      //: end
      //: end
    }
    workgroupBarrier();
  }
  //: if SUMS
  if (sums_rows && tile_row + index < params.m) {
    row_sums[place.first / params.split_length * params.m + tile_row + index] = sum;
  }
  //: end
  //: insert STORE_TILE
}
