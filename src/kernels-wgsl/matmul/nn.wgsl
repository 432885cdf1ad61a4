// Matrix product, both operands as stored: a register tile of vec4, no workgroup memory.
// Equation: c[m,n] = sum_k a[m,k] b[k,n], then the element-wise program of `finish`.
// Shapes: a [M,K], b [K,N], c [M,N] per batch; K and N multiples of 4, M any.
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

@compute @workgroup_size(4, WAVES)
fn matmul_nn(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let tile = group.y * groups.x + group.x;
  if (tile >= params.tiles) { return; }
  let place = place_of(tile);
  let quad_row = (place.tile_m * WAVES + thread.y) * (BLOCKS * ROWS);
  let row0 = quad_row + thread.x % BLOCKS * ROWS;
  let k4 = params.k / 4u;
  let n4 = params.n / 4u;
  //: for v in 0..COLUMNS / 4
  let column${v} = min((place.tile_n * 4u + thread.x) * (COLUMNS / 4u) + ${v}u, n4 - 1u);
  //: end
  //: for i in 0..ROWS
  let a_row${i} = place.a / 4u + min(row0 + ${i}u, params.m - 1u) * k4;
  //: end
  //: for i in 0..ROWS
  //: for r in 0..BLOCKS
  //: for v in 0..COLUMNS / 4
  var c${i}_${r}_${v} = vec4f();
  //: end
  //: end
  //: end
  let last = select(0u, place.last / 4u, quad_row < params.m);
  var b_row = place.b / 4u + place.first * n4;
  for (var k = place.first / 4u; k < last; k++) {
    //: for q in 0..4
    //: for v in 0..COLUMNS / 4
    let b${q}_${v} = b[b_row + ${q}u * n4 + column${v}];
    //: end
    //: end
    //: for i in 0..ROWS
    let a${i} = a[a_row${i} + k];
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
      c${i}_${r}_${v} = fma(vec4f(a${i}.x), s0_${v}, fma(vec4f(a${i}.y), s1_${v}, fma(vec4f(a${i}.z), s2_${v}, fma(vec4f(a${i}.w), s3_${v}, c${i}_${r}_${v}))));
      //: end
      //: end
    }
    //: end
    b_row += params.n;
  }
  //: for r in 0..BLOCKS
  //: for v in 0..COLUMNS / 4
  let own${r}_${v} = (place.tile_n * 4u + (thread.x ^ ${r}u)) * (COLUMNS / 4u) + ${v}u;
  //: end
  //: end
  //: insert STORE_TILE
}
