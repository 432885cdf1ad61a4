// Adds up the partial sums that earlier kernels left of up to SLOTS gradients, each into its place of the gradient arena.
// Equation: gradients[offset_i + c] = sum_p partial_i[p, c], p ascending.
// Shapes: gradients [n]; partial_i [parts_i, size_i]
// Launch: a thread owns one element; gradient i owns the threads first_i <= thread < first_i + size_i, first_i a multiple of 64, so
//   that a workgroup serves one gradient and neighbouring threads read neighbouring elements; no barriers.
// Numerics: f32, fixed order.
// Source: the second pass of a two-pass reduction, for many reductions at once.
// Truth: sumPartialsReference in reference.ts
struct Params {
  //: for i in 0..SLOTS
  first${i}: u32,
  size${i}: u32,
  parts${i}: u32,
  offset${i}: u32,
  //: end
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> gradients: array<f32>;
//: for i in 0..SLOTS
@group(0) @binding(${2 + i}) var<storage, read> partial${i}: array<f32>;
//: end

@compute @workgroup_size(64)
fn sum_partials(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  //: for i in 0..SLOTS
  if (index >= params.first${i} && index - params.first${i} < params.size${i}) {
    var at = index - params.first${i};
    let to = params.offset${i} + at;
    var sum = partial${i}[at];
    for (var part = 1u; part < params.parts${i}; part++) {
      at += params.size${i};
      sum += partial${i}[at];
    }
    gradients[to] = sum;
    return;
  }
  //: end
}
