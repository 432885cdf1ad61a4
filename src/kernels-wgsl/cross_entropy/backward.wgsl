// Gradient of the mean cross-entropy by the logits.
// Equation: dlogits = dloss * scale * (exp(x - lse) - (1 - s) onehot(target) - s / classes); 0 where the target is ignored.
// Shapes: logits, dlogits [rows, packs * PACK], rows from `first_row` on of targets, lse [N]; dloss, scale [1]
// Launch: a row per LANES threads; ROWS rows per workgroup; no barriers.
// Numerics: f32; exp(x - lse) is at most one.
// Source: README.md
// Truth: crossEntropyBackwardReference in reference.ts
struct Params {
  rows: u32,
  packs: u32,
  first_row: u32,
  ignore_index: i32,
  smoothing: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dloss: array<f32>;
@group(0) @binding(2) var<storage, read> scale: array<f32>;
@group(0) @binding(3) var<storage, read> logits: array<Pack>;
@group(0) @binding(4) var<storage, read> targets: array<i32>;
@group(0) @binding(5) var<storage, read> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> dlogits: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn cross_entropy_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  if (row >= params.rows) { return; }
  let start = row * params.packs;
  let token = params.first_row + row;
  let classes = params.packs * PACK;
  let wanted = targets[token];
  let is_kept = wanted != params.ignore_index && wanted >= 0 && u32(wanted) < classes;
  if (!is_kept) {
    for (var j = lane; j < params.packs; j += LANES) { dlogits[start + j] = Pack(0.0); }
    return;
  }
  let weight = dloss[0] * scale[0];
  let shift = lse[token];
  let spread = params.smoothing / f32(classes);
  let sharp = 1.0 - params.smoothing;
  for (var j = lane; j < params.packs; j += LANES) {
    //: if IS_PACKED
    let is_target = vec4u(4u * j) + vec4u(0u, 1u, 2u, 3u) == vec4u(u32(wanted));
    //: else
    let is_target = j == u32(wanted);
    //: end
    let expected = Pack(spread) + select(Pack(0.0), Pack(sharp), is_target);
    dlogits[start + j] = weight * (exp(logits[start + j] - shift) - expected);
  }
}
