// Recall of a state: what was kept, or zeros where a sequence begins.
// Equation: y = state if position > 0, else 0
// Shapes: state, y [size]; position [1]
// Launch: a thread per element; 64 threads; no barriers.
// Numerics: a copy.
// Source: README.md
// Truth: recallReference in reference.ts
struct Params {
  size: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read> position: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn recurrent_state_recall(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  y[index] = select(0.0, state[index], position[0] > 0u);
}
