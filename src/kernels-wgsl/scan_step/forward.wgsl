// Scan step: one token of a selective scan, the state in place.
// Equation: h = exp(dt A) h + dt B x, y = C . h; h counts as 0 at position 0.
// Shapes: x, y [E]; dt [heads]; bc [2 groups, state] (B of every group, then C); rates [E, state] or [heads]; state [E, state]; position [1]
// Launch: a thread owns one channel with all its cells, which lie behind one another; 64 threads; no barriers.
// Numerics: f32; rates are negative, so decays lie in (0, 1].
// Source: Mamba (arXiv 2312.00752), section 3.2; one rate per head: Mamba-2 (arXiv 2405.21060).
// Truth: scanStepReference in reference.ts
struct Params {
  channels: u32,
  head_width: u32,      // channels that share a step size
  group_channels: u32,  // channels that share a row of B and C
  groups: u32,
  state: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> dts: array<f32>;
@group(0) @binding(3) var<storage, read> bc: array<f32>;
@group(0) @binding(4) var<storage, read> rates: array<f32>;
@group(0) @binding(5) var<storage, read> position: array<u32>;
@group(0) @binding(6) var<storage, read_write> state: array<f32>;
@group(0) @binding(7) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn scan_step(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = (group.y * groups.x + group.x) * 64u + thread;
  if (channel >= params.channels) { return; }
  let head = channel / params.head_width;
  let dt = dts[head];
  let u = dt * x[channel];
  let b_at = channel / params.group_channels * params.state;
  let c_at = b_at + params.groups * params.state;
  let is_first = position[0] == 0u;
  //: if PER_HEAD
  let decay = exp(dt * rates[head]);
  //: end
  var sum = 0.0;
  for (var n = 0u; n < params.state; n++) {
    let cell = channel * params.state + n;
    //: if PER_HEAD
    let kept = decay;
    //: else
    let kept = exp(dt * rates[cell]);
    //: end
    let h = kept * select(state[cell], 0.0, is_first) + u * bc[b_at + n];
    state[cell] = h;
    sum += bc[c_at + n] * h;
  }
  y[channel] = sum;
}
