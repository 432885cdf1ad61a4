// Selective scan, first of three passes: what one chunk alone adds to the state, and what it leaves of the state before it.
// Equation: h_t = exp(dt_t A) h_{t-1} + dt_t B_t x_t from h = 0 at the chunk's start; pairs = (h at its end, exp(A sum dt)).
// Shapes: x [B,T,E]; dt [B,T,heads]; bc [B,T,2 groups STATE]; rates [E,STATE] or [heads]; pairs [B,chunks,E,STATE,2]
// Launch: a thread owns one channel of one chunk with all its cells in registers; workgroups of 64 threads; no barriers.
// Numerics: f32; the product of a chunk's decays is one exponential of the summed steps.
// Source: Mamba (arXiv 2312.00752), section 3.3; README.md
// Truth: scanReference in selective_scan/reference.ts, through all three passes
//: insert SCAN_PARAMS
//: insert CELLS
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> dts: array<f32>;
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
  let last = min((chunk + 1u) * ${CHUNK}u, params.length);
  for (var t = chunk * ${CHUNK}u; t < last; t++) {
    let row = batch * params.length + place(t);
    let dt = dts[row * params.heads + channel / params.head_width];
    let u = dt * x[row * params.channels + channel];
    span += dt;
    //: insert LOAD_B
    //: insert DECAYS
    //: for i in 0..V
    h${i} = decay${i} * h${i} + u * b${i};
    //: end
  }
  let to = index * STATE;
  //: insert STORE_PAIRS
}
