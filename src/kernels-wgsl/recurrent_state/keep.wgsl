// Keeps a state for the next token.
// Equation: state = x
// Shapes: x, state [size]
// Launch: a thread per element; 64 threads; no barriers.
// Numerics: a copy.
// Source: README.md
// Truth: recurrentStateKeep.reference in kernel.ts
struct Params {
  size: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<f32>;

@compute @workgroup_size(64)
fn recurrent_state_keep(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  state[index] = x[index];
}
