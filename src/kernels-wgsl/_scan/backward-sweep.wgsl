// Gradient of the scan's states at the borders of chunks, one thread through the whole sequence from its end.
// Equation: G_t = dy_t C_t + a_{t+1} G_{t+1}; borders[c] = (states[c], a G carried into the end of chunk c from the right).
// Shapes: dt [B,T,heads]; dy [B,T,E]; bc [B,T,2 groups STATE]; rates [E,STATE] or [heads]; states [B,chunks+1,E,STATE]; borders [B,chunks,E,STATE,2]
// Launch: a thread owns one channel of one sequence with all its cells in registers; workgroups of 64 threads; no barriers.
// Numerics: f32; decays lie in (0, 1].
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
@group(0) @binding(5) var<storage, read> states: array<f32>;
@group(0) @binding(6) var<storage, read_write> borders: array<vec2f>;

@compute @workgroup_size(4, 16)
//: insert ENTRY
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let lane = thread % 4u;
  let channel = index % params.channels;
  let batch = index / params.channels;
  //: insert LOAD_RATES
  //: for i in 0..V
  var v${i} = vec4f();
  //: end
  for (var left = params.chunks; left > 0u; left--) {
    let chunk = left - 1u;
    let to = ((batch * params.chunks + chunk) * params.channels + channel) * STATE;
    let start = ((batch * (params.chunks + 1u) + chunk) * params.channels + channel) * STATE;
    //: for i in 0..V
    //: for k in 0..4
    //: if STATE / (4 * i + k + 1)
    borders[to + ${4 * i + k}u] = vec2f(states[start + ${4 * i + k}u], v${i}.${lane(k)});
    //: end
    //: end
    //: end
    for (var t = min(left * ${CHUNK}u, params.length); t > chunk * ${CHUNK}u; t--) {
      let row = batch * params.length + place(t - 1u);
      let dt = dts[row * params.heads + channel / params.head_width];
      let gradient = dy[row * params.channels + channel];
      //: insert LOAD_C
      //: insert DECAYS
      //: for i in 0..V
      v${i} = decay${i} * (gradient * c${i} + v${i});
      //: end
    }
  }
}
