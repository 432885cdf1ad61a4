// Gradient at the sum of a causal depthwise convolution, before its activation; the sum is computed again.
// Equation: s[t] = bias + sum_k w[k] x[t - K + 1 + k], ds[t] = dy[t] activation'(s[t]); step t lies at place(t).
// Shapes: dy, x, ds [B, T, packs * PACK]; weight [packs * PACK, TAPS]; bias [packs * PACK]
// Launch: a thread owns ROWS consecutive steps of one pack of channels; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, taps in order as in the forward pass.
// Source: README.md
// Truth: conv1dActivationBackward.reference in backward.ts
struct Params {
  size: u32, // B * blocks * packs
  blocks: u32,
  packs: u32,
  length: u32,
  is_reversed: u32,
  grid_rows: u32,
  grid_columns: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> weight: array<f32>;
//: if HAS_BIAS
@group(0) @binding(4) var<storage, read> bias: array<Pack>;
//: end
@group(0) @binding(${4 + HAS_BIAS}) var<storage, read_write> ds: array<Pack>;

//: insert PACK_TYPE
//: insert PLACE
//: insert WINDOW
//: insert ACTIVATION

@compute @workgroup_size(64)
fn conv1d_dw_causal_backward_activation(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let first = (index / params.packs) % params.blocks * ${ROWS}u;
  let base = index / params.packs / params.blocks * params.length;
  //: for k in 0..TAPS
  let w${k} = tap_at(channel, ${k}u);
  //: end
  //: for i in 0..ROWS + TAPS - 1
  let x${i} = x_at(base, channel, i32(first) + ${i} - ${TAPS - 1});
  //: end
  //: for r in 0..ROWS
  if (first + ${r}u < params.length) {
    //: if HAS_BIAS
    let sum = bias[channel] + $[k: 0..TAPS| + |w${k} * x${k + r}];
    //: else
    let sum = $[k: 0..TAPS| + |w${k} * x${k + r}];
    //: end
    let at = (base + place(first + ${r}u)) * params.packs + channel;
    ds[at] = activate_gradient(sum, dy[at]);
  }
  //: end
}
