// Gradients of B, C and the rates, a chunk at a time: a thread keeps one cell and walks over channels that share it.
// Equation: dB_t = sum_e G_t dt_t x_t, dC_t = sum_e dy_t h_t, dA = sum_t G_t dt_t a_t h_{t-1}; h and G as in backward-channels.
// Shapes: x, dy [B,T,E]; dt [B,T,heads]; bc [B,T,2 groups STATE]; rates [E,STATE] or [heads]; borders [B,chunks,E,STATE,2];
//   dbc [shares,B,T,2 groups STATE]; drates [B,chunks,E,STATE] (absent with one rate per head)
// Launch: a thread owns one cell of one group, one chunk and one share of channels; CHUNK steps unrolled; no barriers.
// Numerics: f32, channels in order; shares and chunks are summed by further passes.
// Source: README.md
// Truth: scanBackwardReference in selective_scan/reference.ts, through all passes
//: insert SCAN_PARAMS
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> dts: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read> bc: array<f32>;
@group(0) @binding(5) var<storage, read> rates: array<f32>;
@group(0) @binding(6) var<storage, read> borders: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> dbc: array<f32>;
//: if PER_HEAD
//: else
@group(0) @binding(8) var<storage, read_write> drates: array<f32>;
//: end

@compute @workgroup_size(4, 16)
//: insert ENTRY
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let lane = thread % 4u;
  let n = index % STATE;
  let bc_group = index / STATE % params.groups;
  let chunk = index / STATE / params.groups % params.chunks;
  let batch_share = index / STATE / params.groups / params.chunks;
  let shares = (params.group_channels + params.share - 1u) / params.share;
  let batch = batch_share / shares;
  let share = batch_share % shares;
  let base = batch * params.length;
  let first = chunk * ${CHUNK}u;
  let end = params.length - 1u;
  let bc_row = 2u * params.groups * STATE;
  let b_cell = bc_group * STATE + n;
  let c_cell = b_cell + params.groups * STATE;
  //: for q in 0..CHUNK
  let row${q} = base + place(min(first + ${q}u, end));
  let c${q} = bc[row${q} * bc_row + c_cell];
  let b${q} = bc[row${q} * bc_row + b_cell];
  var db${q} = 0.0;
  var dc${q} = 0.0;
  //: end
  //: if QUADS
  //: for j in 0..CHUNK / 4
  let own_row${j} = base + place(min(first + ${4 * j}u + lane, end));
  let is_own${j} = first + ${4 * j}u + lane <= end;
  //: end
  //: end
  let from_channel = bc_group * params.group_channels + share * params.share;
  let to_channel = min(from_channel + params.share, (bc_group + 1u) * params.group_channels);
  for (var channel = from_channel; channel < to_channel; channel++) {
    let head = channel / params.head_width;
    let cell = ((batch * params.chunks + chunk) * params.channels + channel) * STATE + n;
    let border = borders[cell];
    //: if PER_HEAD
    let rate = rates[head];
    //: else
    let rate = rates[channel * STATE + n];
    //: end
    //: if QUADS
    //: for j in 0..CHUNK / 4
    let own_dt${j} = select(0.0, dts[own_row${j} * params.heads + head], is_own${j});
    let own_u${j} = own_dt${j} * x[own_row${j} * params.channels + channel];
    let own_dy${j} = select(0.0, dy[own_row${j} * params.channels + channel], is_own${j});
    //: end
    //: for q in 0..CHUNK
    let dt${q} = quadBroadcast(own_dt${q / 4}, ${q % 4}u);
    let u${q} = quadBroadcast(own_u${q / 4}, ${q % 4}u);
    let dy${q} = quadBroadcast(own_dy${q / 4}, ${q % 4}u);
    //: end
    //: else
    //: for q in 0..CHUNK
    let is_step${q} = first + ${q}u <= end;
    let dt${q} = select(0.0, dts[row${q} * params.heads + head], is_step${q});
    let u${q} = dt${q} * x[row${q} * params.channels + channel];
    let dy${q} = select(0.0, dy[row${q} * params.channels + channel], is_step${q});
    //: end
    //: end
    var h = border.x;
    //: for q in 0..CHUNK
    let decay${q} = exp(dt${q} * rate);
    let kept${q} = decay${q} * h;
    h = kept${q} + u${q} * b${q};
    dc${q} += dy${q} * h;
    //: end
    var v = border.y;
    var slope = 0.0;
    //: for q in 0..CHUNK
    {
      let gradient = dy${CHUNK - 1 - q} * c${CHUNK - 1 - q} + v;
      db${CHUNK - 1 - q} += gradient * u${CHUNK - 1 - q};
      //: if PER_HEAD
      //: else
      slope += gradient * kept${CHUNK - 1 - q} * dt${CHUNK - 1 - q};
      //: end
      v = decay${CHUNK - 1 - q} * gradient;
    }
    //: end
    //: if PER_HEAD
    //: else
    drates[cell] = slope;
    //: end
  }
  let share_row = share * params.batch * params.length;
  //: for q in 0..CHUNK
  if (first + ${q}u <= end) {
    dbc[(share_row + row${q}) * bc_row + b_cell] = db${q};
    dbc[(share_row + row${q}) * bc_row + c_cell] = dc${q};
  }
  //: end
}
