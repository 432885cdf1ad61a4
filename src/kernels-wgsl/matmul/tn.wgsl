// Matrix product with a stored transposed, as weight gradients need it: outer products, four terms at a time.
// Equation: c[m,n] = sum_k a[k,m] b[k,n], then the element-wise program of `finish`.
//   With SUMS also row_sums[m] = sum_k a[k,m], a bias's gradient beside its weight's, by the first column of tiles.
// Shapes: a [K,M], b [K,N], c [M,N] per batch, row_sums [splits,M]; M, N and K multiples of 4.
// Launch: a workgroup of 4 x WAVES threads, no barriers. With BLOCKS = 4 the threads of a quad own ROWS rows and COLUMNS columns each
//   and sum the quad's 4 ROWS x 4 COLUMNS elements: a thread its rows against everybody's columns, which it takes over by quad
//   swaps (block r holds the columns of lane x ^ r). With BLOCKS = 1 a thread sums ROWS x COLUMNS elements alone.
// Numerics: f32, one accumulator per element, k in fours. Edge tiles clamp their loads and guard their stores.
// Source: register blocking as in Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008).
// Truth: matmulReference in reference.ts
//: insert PROLOGUE
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
//: insert EPILOGUE
//: insert ACROSS
//: if SUMS
@group(0) @binding(${SUMS_BINDING}) var<storage, read_write> row_sums: array<vec4f>;
//: end

@compute @workgroup_size(4, WAVES)
fn matmul_tn(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let tile = group.y * groups.x + group.x;
  if (tile >= params.tiles) { return; }
  let place = place_of(tile);
  let quad_row = (place.tile_m * WAVES + thread.y) * (BLOCKS * ROWS);
  let row0 = quad_row + thread.x % BLOCKS * ROWS;
  let m4 = params.m / 4u;
  let n4 = params.n / 4u;
  //: for v in 0..COLUMNS / 4
  let column${v} = min((place.tile_n * 4u + thread.x) * (COLUMNS / 4u) + ${v}u, n4 - 1u);
  //: end
  //: for u in 0..ROWS / 4
  let a_column${u} = min(row0 / 4u + ${u}u, m4 - 1u);
  //: end
  //: for i in 0..ROWS
  //: for r in 0..BLOCKS
  //: for v in 0..COLUMNS / 4
  var c${i}_${r}_${v} = vec4f();
  //: end
  //: end
  //: end
  //: if SUMS
  let sums_rows = place.tile_n == 0u && thread.x < BLOCKS;
  //: for u in 0..ROWS / 4
  var sum${u} = vec4f();
  //: end
  //: end
  let last = select(0u, place.last, quad_row < params.m);
  var a_row = place.a / 4u + place.first * m4;
  var b_row = place.b / 4u + place.first * n4;
  for (var k = place.first; k < last; k += 4u) {
    //: for q in 0..4
    //: for v in 0..COLUMNS / 4
    let b${q}_${v} = b[b_row + ${q}u * n4 + column${v}];
    //: end
    //: for u in 0..ROWS / 4
    let a${q}_${u} = a[a_row + ${q}u * m4 + a_column${u}];
    //: end
    //: end
    //: if SUMS
    if (sums_rows) {
      //: for u in 0..ROWS / 4
      sum${u} += (a0_${u} + a1_${u}) + (a2_${u} + a3_${u});
      //: end
    }
    //: end
    //: for r in 0..BLOCKS
    {
      //: for q in 0..4
      //: for v in 0..COLUMNS / 4
      let s${q}_${v} = across_${r}(b${q}_${v});
      //: end
      //: end
      //: for i in 0..ROWS
      //: for v in 0..COLUMNS / 4
      c${i}_${r}_${v} = fma(vec4f(a0_${i / 4}.${lane(i % 4)}), s0_${v}, fma(vec4f(a1_${i / 4}.${lane(i % 4)}), s1_${v}, fma(vec4f(a2_${i / 4}.${lane(i % 4)}), s2_${v}, fma(vec4f(a3_${i / 4}.${lane(i % 4)}), s3_${v}, c${i}_${r}_${v}))));
      //: end
      //: end
    }
    //: end
    a_row += params.m;
    b_row += params.n;
  }
  //: if SUMS
  //: for u in 0..ROWS / 4
  if (sums_rows && row0 / 4u + ${u}u < m4) {
    row_sums[place.first / params.split_length * m4 + row0 / 4u + ${u}u] = sum${u};
  }
  //: end
  //: end
  //: for r in 0..BLOCKS
  //: for v in 0..COLUMNS / 4
  let own${r}_${v} = (place.tile_n * 4u + (thread.x ^ ${r}u)) * (COLUMNS / 4u) + ${v}u;
  //: end
  //: end
  //: insert STORE_TILE
}
