// Matrix product, both operands as stored: a register tile of vec4, no workgroup memory.
// Equation: c[m,n] = sum_k a[m,k] b[k,n], then the element-wise program of `finish`.
// Shapes: a [M,K], b [K,N], c [M,N] per batch; K and N multiples of 4, M any.
// Launch: a workgroup owns 4 x WAVES threads, a thread ROWS rows x COLUMNS columns; no barriers. With SHARES_ROWS the four
//   threads of a quad own the same rows: each loads a quarter of them and passes them on by quadBroadcast.
// Numerics: f32, one accumulator per element, k ascending in fours. Edge tiles clamp their loads and guard their stores.
// Source: register blocking as in Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008).
// Truth: matmulReference in reference.ts
//: insert PROLOGUE
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
//: insert EPILOGUE

@compute @workgroup_size(4, WAVES)
fn matmul_nn(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let tile = group.y * groups.x + group.x;
  if (tile >= params.tiles) { return; }
  let place = place_of(tile);
  let row0 = (place.tile_m * WAVES + thread.y) * ROWS;
  let k4 = params.k / 4u;
  let n4 = params.n / 4u;
  //: for v in 0..COLUMNS / 4
  let own${v} = (place.tile_n * 4u + thread.x) * (COLUMNS / 4u) + ${v}u;
  let column${v} = min(own${v}, n4 - 1u);
  //: end
  //: if SHARES_ROWS
  //: for u in 0..ROWS / 4
  let a_row${u} = place.a / 4u + min(row0 + ${4 * u}u + thread.x, params.m - 1u) * k4;
  //: end
  //: else
  //: for i in 0..ROWS
  let a_row${i} = place.a / 4u + min(row0 + ${i}u, params.m - 1u) * k4;
  //: end
  //: end
  //: for i in 0..ROWS
  //: for v in 0..COLUMNS / 4
  var c${i}_${v} = vec4f();
  //: end
  //: end
  let last = select(0u, place.last / 4u, row0 < params.m);
  var b_row = place.b / 4u + place.first * n4;
  for (var k = place.first / 4u; k < last; k++) {
    //: for q in 0..4
    //: for v in 0..COLUMNS / 4
    let b${q}_${v} = b[b_row + ${q}u * n4 + column${v}];
    //: end
    //: end
    //: if SHARES_ROWS
    //: for u in 0..ROWS / 4
    let a${u} = a[a_row${u} + k];
    //: end
    //: end
    //: for i in 0..ROWS
    {
      //: if SHARES_ROWS
      let row = quadBroadcast(a${i / 4}, ${i % 4}u);
      //: else
      let row = a[a_row${i} + k];
      //: end
      //: for v in 0..COLUMNS / 4
      c${i}_${v} = fma(vec4f(row.x), b0_${v}, fma(vec4f(row.y), b1_${v}, fma(vec4f(row.z), b2_${v}, fma(vec4f(row.w), b3_${v}, c${i}_${v}))));
      //: end
    }
    //: end
    b_row += params.n;
  }
  //: insert STORE_TILE
}
