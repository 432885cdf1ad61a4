// Backward of third-order attention, first pass: each row's incoming gradient beside its two statistics, as one operand.
// Equation: incoming = (dy, lse, delta), delta = dy . y.
// Shapes: dy, y [rows, E], lse [rows]; incoming [rows, ceil(E / 4) + 1] of vec4f, padded with zeros; rows = B*T*H
// Launch: a thread owns one row; 64 threads; no barriers.
// Numerics: f32.
// Source: FlashAttention-2, algorithm 2 (arXiv 2307.08691).
// Truth: tensorAttentionBackwardReference in reference.ts
struct Params {
  rows: u32,
}
//: if VECTOR
alias Element = vec4f;
//: else
alias Element = f32;
//: end
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Element>;
@group(0) @binding(2) var<storage, read> y: array<Element>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read_write> incoming: array<vec4f>;

@compute @workgroup_size(64)
fn tensor_attention_statistics(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = (group.y * groups.x + group.x) * 64u + thread;
  if (row >= params.rows) { return; }
  var delta = 0.0;
  //: for e in 0..EV
  {
    //: if VECTOR
    let gradient = dy[row * VALUE_STRIDE + ${e}u];
    delta += dot(gradient, y[row * VALUE_STRIDE + ${e}u]);
    //: else
    var gradient = vec4f();
    //: for c in 0..4
    //: if (4 * e + c) / VALUE_WIDTH
    //: else
    gradient.${lane(c)} = dy[row * VALUE_STRIDE + ${4 * e + c}u];
    delta += gradient.${lane(c)} * y[row * VALUE_STRIDE + ${4 * e + c}u];
    //: end
    //: end
    //: end
    incoming[row * (EV + 1u) + ${e}u] = gradient;
  }
  //: end
  incoming[row * (EV + 1u) + EV] = vec4f(lse[row], delta, 0.0, 0.0);
}
