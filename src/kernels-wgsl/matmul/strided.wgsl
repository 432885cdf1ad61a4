// Matrix product of any extents and transposes: a register tile of scalars, no workgroup memory.
// Equation: c[m,n] = sum_k op(a)[m,k] op(b)[k,n], then the element-wise program of `finish`.
//   With SUMS also row_sums[m] = sum_k op(a)[m,k], by the first thread of each row.
// Shapes: op(a) [M,K], op(b) [K,N] by strides, c [M,N] per batch, row_sums [splits,M]; no extent needs a divisor.
// Launch: a workgroup owns 4 x WAVES threads, a thread ROWS rows x COLUMNS neighbouring columns; no barriers.
// Numerics: f32, one accumulator per element, k ascending. Edge tiles clamp their loads and guard their stores.
// Source: register blocking as in Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008).
// Truth: matmulReference in reference.ts
//: insert PROLOGUE
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
//: insert EPILOGUE
//: if SUMS
@group(0) @binding(${SUMS_BINDING}) var<storage, read_write> row_sums: array<f32>;
//: end

@compute @workgroup_size(4, WAVES)
fn matmul_strided(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let tile = group.y * groups.x + group.x;
  if (tile >= params.tiles) { return; }
  let place = place_of(tile);
  let row0 = (place.tile_m * WAVES + thread.y) * ROWS;
  //: for v in 0..COLUMNS
  let own0_${v} = (place.tile_n * 4u + thread.x) * COLUMNS + ${v}u;
  let column${v} = min(own0_${v}, params.n - 1u);
  let b_start${v} = place.b + column${v} * params.b_column;
  //: end
  //: for i in 0..ROWS
  let a_start${i} = place.a + min(row0 + ${i}u, params.m - 1u) * params.a_row;
  //: for v in 0..COLUMNS
  var c${i}_0_${v} = 0.0;
  //: end
  //: if SUMS
  var sum${i} = 0.0;
  //: end
  //: end
  for (var k = place.first; k < place.last; k++) {
    //: for v in 0..COLUMNS
    let b${v} = b[b_start${v} + k * params.b_row];
    //: end
    //: for i in 0..ROWS
    let a${i} = a[a_start${i} + k * params.a_column];
    //: if SUMS
    sum${i} += a${i};
    //: end
    //: for v in 0..COLUMNS
    c${i}_0_${v} = fma(a${i}, b${v}, c${i}_0_${v});
    //: end
    //: end
  }
  //: if SUMS
  //: for i in 0..ROWS
  if (place.tile_n == 0u && thread.x == 0u && row0 + ${i}u < params.m) {
    row_sums[place.first / params.split_length * params.m + row0 + ${i}u] = sum${i};
  }
  //: end
  //: end
  //: insert STORE_TILE
}
