// Legendre memory of one number per step, all steps at once: a causal Toeplitz product with the impulse response.
// Equation: m[t] = sum_{k <= t} response[k] u[t - k], response[k] = A^k B.
// Shapes: u [B, steps]; response [steps, packs * PACK]; m [B, steps, packs * PACK]
// Launch: a thread owns one pack of the memory at ROWS steps; 64 threads, neighbours on neighbouring packs, folded into y; no
//   barriers. The inputs slide through registers, so that a pack of the response serves ROWS steps.
// Numerics: f32, recent inputs first; no power is taken on the device.
// Source: README.md
// Truth: memoryReference in reference.ts
struct Params {
  size: u32, // B * blocks * packs
  packs: u32,
  steps: u32,
  blocks: u32, // of ROWS steps
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> u: array<f32>;
@group(0) @binding(2) var<storage, read> response: array<Pack>;
@group(0) @binding(3) var<storage, read_write> m: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn lmu_memory(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let pack = index % params.packs;
  let first = index / params.packs % params.blocks * ROWS;
  let start = index / params.packs / params.blocks * params.steps;
  //: for r in 0..ROWS
  var u${r} = u[start + min(first + ${r}u, params.steps - 1u)];
  var sum${r} = Pack(0.0);
  //: end
  let last = min(first + ROWS, params.steps);
  for (var k = 0u; k < last; k++) {
    let h = response[k * params.packs + pack];
    //: for r in 0..ROWS
    sum${r} += h * u${r};
    //: end
    //: for r in 1..ROWS
    u${ROWS - r} = u${ROWS - r - 1};
    //: end
    u0 = select(0.0, u[start + max(first, k + 1u) - k - 1u], first > k);
  }
  //: for r in 0..ROWS
  if (first + ${r}u < params.steps) { m[(start + first + ${r}u) * params.packs + pack] = sum${r}; }
  //: end
}
