// Third-order attention: softmax over all pairs of tokens that a query sees, without the T x T x T scores ever in memory.
// Equation: s_jl = scale sum_a q[a] k1_j[a] k2_l[a]; lse = log sum_jl exp(s_jl); y = sum_jl exp(s_jl - lse) v1_j v2_l.
// Shapes: q, k1, k2 [B,T,H*D], v1, v2, y [B,T,H*E], lse [B,T,H]; causal: j <= i and l <= i
// Launch: a row (token and head) is owned by LANES threads, which share its j; a thread takes J of them against four l at a
//   time, all in registers; 64 threads; barriers only where lanes are joined at the end.
// Numerics: one running maximum over all pairs of a lane; lanes are joined by the largest.
// Source: Alman and Song, definition 1.1 (arXiv 2310.04064); the running maximum of FlashAttention-2 (arXiv 2307.08691).
// Truth: tensorAttentionReference in reference.ts
//: insert TENSORS
@group(0) @binding(6) var<storage, read_write> y: array<Element>;
@group(0) @binding(7) var<storage, read_write> lse: array<f32>;

const NEVER = -1e30;
//: insert ROW_SUM
//: insert ROW_MAX

@compute @workgroup_size(64)
fn tensor_attention_forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let lane = thread % LANES;
  let row = min(owner, params.rows - 1u);
  let head = row % params.heads;
  let token = row / params.heads;
  let start = (token - token % params.tokens) * params.heads + head;
  let seen = seen_by(token % params.tokens);
  //: for e in 0..E
  let q${e} = params.scale * q_at(row, ${e}u);
  //: end
  //: for e in 0..EV
  var y${e} = vec4f();
  //: end
  var m = NEVER;
  var z = 0.0;
  for (var j = lane * J; j < seen; j += LANES * J) {
    //: for n in 0..J
    let row${n} = start + min(j + ${n}u, seen - 1u) * params.heads;
    //: for e in 0..E
    let qk${n}_${e} = q${e} * k1_at(row${n}, ${e}u);
    //: end
    //: for e in 0..EV
    var sum${n}_${e} = vec4f();
    //: end
    //: end
    let before = m;
    for (var l = 0u; l < seen; l += 4u) {
      let is_seen = l + vec4u(0u, 1u, 2u, 3u) < vec4u(seen);
      //: for n in 0..J
      var s${n} = vec4f();
      //: end
      //: for c in 0..4
      {
        let key = start + min(l + ${c}u, seen - 1u) * params.heads;
        //: for e in 0..E
        let k${e} = k2_at(key, ${e}u);
        //: end
        //: for n in 0..J
        s${n}.${lane(c)} = $[e: 0..E| + |dot(qk${n}_${e}, k${e})];
        //: end
      }
      //: end
      var top = m;
      //: for n in 0..J
      let allowed${n} = is_seen & vec4<bool>(j + ${n}u < seen);
      s${n} = select(vec4f(NEVER), s${n}, allowed${n});
      top = max(top, max(max(s${n}.x, s${n}.y), max(s${n}.z, s${n}.w)));
      //: end
      let shrink = exp(m - top);
      m = top;
      z *= shrink;
      //: for n in 0..J
      s${n} = select(vec4f(), exp(s${n} - top), allowed${n});
      z += (s${n}.x + s${n}.y) + (s${n}.z + s${n}.w);
      //: for e in 0..EV
      sum${n}_${e} *= shrink;
      //: end
      //: end
      //: for c in 0..4
      {
        let value = start + min(l + ${c}u, seen - 1u) * params.heads;
        //: for e in 0..EV
        let v${e} = v2_at(value, ${e}u);
        //: end
        //: for n in 0..J
        //: for e in 0..EV
        sum${n}_${e} = fma(vec4f(s${n}.${lane(c)}), v${e}, sum${n}_${e});
        //: end
        //: end
      }
      //: end
    }
    let shrunk = exp(before - m);
    //: for e in 0..EV
    y${e} *= shrunk;
    //: end
    //: for n in 0..J
    //: for e in 0..EV
    y${e} += v1_at(row${n}, ${e}u) * sum${n}_${e};
    //: end
    //: end
  }
  //: if WIDE
  let top = row_max(m, lane);
  let factor = exp(m - top);
  z = row_sum(z * factor, lane);
  //: for e in 0..EV
  y${e} *= factor;
  y${e} = vec4f($[c: 0..4|, |row_sum(y${e}.${lane(c)}, lane)]);
  //: end
  m = top;
  //: end
  if (owner >= params.rows || lane > 0u) { return; }
  let inverse = 1.0 / z;
  //: for e in 0..EV
  //: if VECTOR
  y[row * VALUE_STRIDE + ${e}u] = inverse * y${e};
  //: else
  //: for c in 0..4
  //: if (4 * e + c) / VALUE_WIDTH
  //: else
  y[row * VALUE_STRIDE + ${4 * e + c}u] = inverse * y${e}.${lane(c)};
  //: end
  //: end
  //: end
  //: end
  lse[row] = m + log(z);
}
