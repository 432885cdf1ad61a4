// Gradient of the scan's states, first of two passes: what one chunk alone hands to the chunk before it.
// Equation: v = a_t (dy_t C_t + v) from the chunk's end with v = 0; pairs = (v at its start, exp(A sum dt)).
// Shapes: dt [B,T,heads]; dy [B,T,E]; bc [B,T,2 groups STATE]; rates [E,STATE] or [heads]; pairs [B,chunks,E,STATE,2]
// Launch: a thread owns one channel of one chunk with all its cells in registers; workgroups of 64 threads; no barriers.
// Numerics: f32; the product of a chunk's decays is one exponential of the summed steps.
// Source: README.md
// Truth: scanBackwardReference in selective_scan/reference.ts, through all passes
//: insert SCAN_PARAMS
//: insert CELLS
@group(0) @binding(1) var<storage, read> dts: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> bc: array<Cells>;
//: if PER_HEAD
@group(0) @binding(4) var<storage, read> rates: array<f32>;
//: else
@group(0) @binding(4) var<storage, read> rates: array<Cells>;
//: end
@group(0) @binding(5) var<storage, read_write> pairs: array<vec2f>;

@compute @workgroup_size(4, 16)
//: insert ENTRY
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let lane = thread % 4u;
  let channel = index % params.channels;
  let chunk = index / params.channels % params.chunks;
  let batch = index / params.channels / params.chunks;
  //: insert LOAD_RATES
  //: for i in 0..V
  var h${i} = vec4f();
  //: end
  var span = 0.0;
  for (var t = min((chunk + 1u) * ${CHUNK}u, params.length); t > chunk * ${CHUNK}u; t--) {
    let row = batch * params.length + place(t - 1u);
    let dt = dts[row * params.heads + channel / params.head_width];
    let gradient = dy[row * params.channels + channel];
    span += dt;
    //: insert LOAD_C
    //: insert DECAYS
    //: for i in 0..V
    h${i} = decay${i} * (gradient * c${i} + h${i});
    //: end
  }
  let to = index * STATE;
  //: insert STORE_PAIRS
}
