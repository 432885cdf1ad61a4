// One token of a causal depthwise convolution, the history in place.
// Equation: y = activation(bias + sum_k w[k] z[k]), z = (history, x), history = z[1 ..]; the history counts as 0 at position 0.
// Shapes: x, y [C]; weight [C, TAPS]; bias [C]; position [1]; history [TAPS - 1, C]
// Launch: a thread owns one channel; 64 threads; no barriers.
// Numerics: f32, taps in order.
// Source: Mamba (arXiv 2312.00752), section 3.4.
// Truth: conv1dStepReference in reference.ts
struct Params {
  channels: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
//: if HAS_BIAS
@group(0) @binding(3) var<storage, read> bias: array<f32>;
//: end
@group(0) @binding(${3 + HAS_BIAS}) var<storage, read> position: array<u32>;
@group(0) @binding(${4 + HAS_BIAS}) var<storage, read_write> history: array<f32>;
@group(0) @binding(${5 + HAS_BIAS}) var<storage, read_write> y: array<f32>;

//: insert PACK_TYPE
//: insert ACTIVATION

@compute @workgroup_size(64)
fn conv1d_step(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = (group.y * groups.x + group.x) * 64u + thread;
  if (channel >= params.channels) { return; }
  let is_first = position[0] == 0u;
  //: for k in 0..TAPS - 1
  let z${k} = select(history[${k}u * params.channels + channel], 0.0, is_first);
  //: end
  let z${TAPS - 1} = x[channel];
  //: for k in 0..TAPS - 1
  history[${k}u * params.channels + channel] = z${k + 1};
  //: end
  //: if HAS_BIAS
  let start = bias[channel];
  //: else
  let start = 0.0;
  //: end
  let at = channel * ${TAPS}u;
  y[channel] = activate(start + $[k: 0..TAPS| + |weight[at + ${k}u] * z${k}]);
}
