// Gradients of the scan's inputs and step sizes, a chunk at a time: one cell after the other, its states again in registers.
// Equation: h_t = a_t h_{t-1} + dt_t B_t x_t, G_t = dy_t C_t + a_{t+1} G_{t+1}; P_t = sum_n G_t B_t, W_t = sum_n G_t A a_t h_{t-1};
//   dx = dt P, ddt = W + x P; with one rate per head the pair (sum_n G_t a_t h_{t-1}, x P) is left to the heads' pass.
// Shapes: x, dy, dx [B,T,E]; dt [B,T,heads]; bc [B,T,2 groups STATE]; rates [E,STATE] or [heads]; borders [B,chunks,E,STATE,2]; ddt [B,T,E] or pairs [B,T,E,2]
// Launch: a thread owns one channel of one chunk; CHUNK steps are unrolled, cells loop; workgroups of 64 threads; no barriers.
// Numerics: f32; steps behind the end have dt = x = dy = 0, so they keep every state and gradient.
// Source: README.md
// Truth: scanBackwardReference in selective_scan/reference.ts, through all passes
//: insert SCAN_PARAMS
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> dts: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read> bc: array<f32>;
@group(0) @binding(5) var<storage, read> rates: array<f32>;
@group(0) @binding(6) var<storage, read> borders: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> dx: array<f32>;
//: if PER_HEAD
@group(0) @binding(8) var<storage, read_write> parts: array<vec2f>;
//: else
@group(0) @binding(8) var<storage, read_write> ddt: array<f32>;
//: end

@compute @workgroup_size(4, 16)
//: insert ENTRY
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let lane = thread % 4u;
  let channel = index % params.channels;
  let chunk = index / params.channels % params.chunks;
  let base = index / params.channels / params.chunks * params.length;
  let first = chunk * ${CHUNK}u;
  let end = params.length - 1u;
  let head = channel / params.head_width;
  //: if PER_HEAD
  let rate = rates[head];
  //: end
  //: for q in 0..CHUNK
  let row${q} = base + place(min(first + ${q}u, end));
  let is_step${q} = first + ${q}u <= end;
  let dt${q} = select(0.0, dts[row${q} * params.heads + head], is_step${q});
  let x${q} = select(0.0, x[row${q} * params.channels + channel], is_step${q});
  let dy${q} = select(0.0, dy[row${q} * params.channels + channel], is_step${q});
  let u${q} = dt${q} * x${q};
  var p${q} = 0.0;
  var w${q} = 0.0;
  //: if PER_HEAD
  let decay${q} = exp(dt${q} * rate);
  //: end
  //: end
  let bc_row = 2u * params.groups * STATE;
  let b_cell = channel / params.group_channels * STATE;
  let c_cell = b_cell + params.groups * STATE;
  //: if QUADS
  //: for j in 0..CHUNK / 4
  let own_row${j} = base + place(min(first + ${4 * j}u + lane, end));
  //: end
  //: end
  for (var n = 0u; n < STATE; n++) {
    let border = borders[index * STATE + n];
    //: if PER_HEAD
    //: else
    let rate = rates[channel * STATE + n];
    //: end
    //: if QUADS
    //: for j in 0..CHUNK / 4
    let own_b${j} = bc[own_row${j} * bc_row + b_cell + n];
    let own_c${j} = bc[own_row${j} * bc_row + c_cell + n];
    //: end
    //: for q in 0..CHUNK
    let b${q} = quadBroadcast(own_b${q / 4}, ${q % 4}u);
    let c${q} = quadBroadcast(own_c${q / 4}, ${q % 4}u);
    //: end
    //: else
    //: for q in 0..CHUNK
    let b${q} = bc[row${q} * bc_row + b_cell + n];
    let c${q} = bc[row${q} * bc_row + c_cell + n];
    //: end
    //: end
    var h = border.x;
    //: for q in 0..CHUNK
    //: if PER_HEAD
    //: else
    let decay${q} = exp(dt${q} * rate);
    //: end
    let kept${q} = decay${q} * h;
    h = kept${q} + u${q} * b${q};
    //: end
    var v = border.y;
    //: for q in 0..CHUNK
    {
      let gradient = dy${CHUNK - 1 - q} * c${CHUNK - 1 - q} + v;
      p${CHUNK - 1 - q} += gradient * b${CHUNK - 1 - q};
      //: if PER_HEAD
      w${CHUNK - 1 - q} += gradient * kept${CHUNK - 1 - q};
      //: else
      w${CHUNK - 1 - q} += gradient * kept${CHUNK - 1 - q} * rate;
      //: end
      v = decay${CHUNK - 1 - q} * gradient;
    }
    //: end
  }
  //: for q in 0..CHUNK
  if (is_step${q}) {
    let to = row${q} * params.channels + channel;
    dx[to] = dt${q} * p${q};
    //: if PER_HEAD
    parts[to] = vec2f(w${q}, x${q} * p${q});
    //: else
    ddt[to] = w${q} + x${q} * p${q};
    //: end
  }
  //: end
}
