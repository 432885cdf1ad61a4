// Matrix product with a stored transposed, as weight gradients need it: outer products, four terms at a time.
// Equation: c[m,n] = sum_k a[k,m] b[k,n], then the element-wise program of `finish`.
// Shapes: a [K,M], b [K,N], c [M,N] per batch; M, N and K multiples of 4.
// Launch: a workgroup owns 4 x WAVES threads, a thread ROWS rows x COLUMNS columns; no barriers. With SHARES_ROWS the four
//   threads of a quad own the same rows: each loads them for one of the four terms and passes them on by quadBroadcast.
// Numerics: f32, one accumulator per element, k ascending. Edge tiles clamp their loads and guard their stores.
// Source: register blocking as in Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008).
// Truth: matmulReference in reference.ts
//: insert PROLOGUE
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
//: insert EPILOGUE

@compute @workgroup_size(4, WAVES)
fn matmul_tn(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u) {
  let tile = group.y * groups.x + group.x;
  if (tile >= params.tiles) { return; }
  let place = place_of(tile);
  let row0 = (place.tile_m * WAVES + thread.y) * ROWS;
  let m4 = params.m / 4u;
  let n4 = params.n / 4u;
  //: for v in 0..COLUMNS / 4
  let own${v} = (place.tile_n * 4u + thread.x) * (COLUMNS / 4u) + ${v}u;
  let column${v} = min(own${v}, n4 - 1u);
  //: end
  //: for u in 0..ROWS / 4
  let a_column${u} = min(row0 / 4u + ${u}u, m4 - 1u);
  //: end
  //: for i in 0..ROWS
  //: for v in 0..COLUMNS / 4
  var c${i}_${v} = vec4f();
  //: end
  //: end
  let last = select(0u, place.last, row0 < params.m);
  //: if SHARES_ROWS
  var a_row = place.a / 4u + (place.first + thread.x) * m4;
  //: else
  var a_row = place.a / 4u + place.first * m4;
  //: end
  var b_row = place.b / 4u + place.first * n4;
  for (var k = place.first; k < last; k += 4u) {
    //: if SHARES_ROWS
    //: for u in 0..ROWS / 4
    let a${u} = a[a_row + a_column${u}];
    //: end
    //: end
    //: for q in 0..4
    {
      //: for v in 0..COLUMNS / 4
      let b${v} = b[b_row + ${q}u * n4 + column${v}];
      //: end
      //: for u in 0..ROWS / 4
      {
        //: if SHARES_ROWS
        let rows = quadBroadcast(a${u}, ${q}u);
        //: else
        let rows = a[a_row + ${q}u * m4 + a_column${u}];
        //: end
        //: for i in 0..4
        //: for v in 0..COLUMNS / 4
        c${4 * u + i}_${v} = fma(vec4f(rows.${lane(i)}), b${v}, c${4 * u + i}_${v});
        //: end
        //: end
      }
      //: end
    }
    //: end
    a_row += params.m;
    b_row += params.n;
  }
  //: insert STORE_TILE
}
