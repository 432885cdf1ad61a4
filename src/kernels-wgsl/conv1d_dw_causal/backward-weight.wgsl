// Gradients of the taps and the bias of a causal depthwise convolution, first pass: sums over a chunk of steps.
// Equation: partial[p, k, c] = sum over the steps t of chunk p of ds[t] x[t - K + 1 + k]; row K holds the sums of ds.
// Shapes: ds, x [B, T, packs * PACK]; partial [B * chunks, TAPS + 1, packs * PACK]
// Launch: a thread owns one chunk of one sequence and one pack of channels, its window in registers; no barriers.
// Numerics: f32, fixed order; the second pass sums the chunks.
// Source: README.md
// Truth: conv1dWeightGradientReference in reference.ts
struct Params {
  size: u32, // B * chunks * packs
  chunks: u32,
  chunk: u32,
  packs: u32,
  length: u32,
  is_reversed: u32,
  grid_rows: u32,
  grid_columns: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> ds: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read_write> partial: array<Pack>;

//: insert PACK_TYPE
//: insert PLACE

fn x_before(base: u32, channel: u32, t: i32) -> Pack {
  let row = base + place(u32(max(t, 0)));
  return select(Pack(0.0), x[row * params.packs + channel], t >= 0);
}

@compute @workgroup_size(64)
fn conv1d_dw_causal_backward_weight(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let part = index / params.packs;
  let base = part / params.chunks * params.length;
  let first = part % params.chunks * params.chunk;
  let last = min(first + params.chunk, params.length);
  //: for k in 0..TAPS
  var sum${k} = Pack(0.0);
  //: end
  var total = Pack(0.0);
  //: for k in 0..TAPS - 1
  var x${k} = x_before(base, channel, i32(first) + ${k} - ${TAPS - 1});
  //: end
  for (var t = first; t < last; t++) {
    let at = (base + place(t)) * params.packs + channel;
    let gradient = ds[at];
    let x${TAPS - 1} = x[at];
    total += gradient;
    //: for k in 0..TAPS
    sum${k} += gradient * x${k};
    //: end
    //: for k in 0..TAPS - 1
    x${k} = x${k + 1};
    //: end
  }
  let to = part * ${TAPS + 1}u * params.packs + channel;
  //: for k in 0..TAPS
  partial[to + ${k}u * params.packs] = sum${k};
  //: end
  partial[to + ${TAPS}u * params.packs] = total;
}
