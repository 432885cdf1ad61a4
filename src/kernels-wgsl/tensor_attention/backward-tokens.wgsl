// Backward of third-order attention for one token of the pairs, which owns its gradients; run again with (k1, v1) and (k2, v2)
// exchanged, it is the backward for the other token, since the pairs are the same either way.
// Equation: dk1_j = scale sum_il p (dp - delta) q_i k2_l, dv1_j = sum_il p dy_i v2_l, over the queries i that see j and l.
// Shapes: as forward; incoming [B,T,H, ceil(E / 4) + 1] of vec4f: dy, then (lse, delta); dk1 as k1, dv1 as v1
// Launch: LANES threads share the queries of one token and head, a thread takes J of them against one l at a time.
// Numerics: f32; pairs outside the range are dropped by select.
// Source: Alman and Song (arXiv 2310.04064); owner-computes as in FlashAttention-2, without atomics.
// Truth: tensorAttentionBackwardReference in reference.ts
//: insert TENSORS
@group(0) @binding(6) var<storage, read> incoming: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> dk1: array<Element>;
@group(0) @binding(8) var<storage, read_write> dv1: array<Element>;

//: insert ROW_SUM

@compute @workgroup_size(64)
fn tensor_attention_backward_tokens(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let lane = thread % LANES;
  let row = min(owner, params.rows - 1u);
  let head = row % params.heads;
  let token = row / params.heads;
  let own = token % params.tokens;
  let start = (token - own) * params.heads + head;
  //: for e in 0..E
  let k1_${e} = params.scale * k1_at(row, ${e}u);
  var key_sum${e} = vec4f();
  //: end
  //: for e in 0..EV
  let v1_${e} = v1_at(row, ${e}u);
  var value_sum${e} = vec4f();
  //: end
  //: if CAUSAL
  let first = own;
  //: else
  let first = 0u;
  //: end
  for (var i = first + lane * J; i < params.tokens; i += LANES * J) {
    //: for n in 0..J
    let query${n} = min(i + ${n}u, params.tokens - 1u);
    let row${n} = start + query${n} * params.heads;
    let seen${n} = select(0u, seen_by(query${n}), i + ${n}u < params.tokens);
    let statistic${n} = incoming[row${n} * (EV + 1u) + EV];
    //: for e in 0..E
    let q${n}_${e} = q_at(row${n}, ${e}u);
    let qk${n}_${e} = q${n}_${e} * k1_${e};
    var ks${n}_${e} = vec4f();
    //: end
    //: for e in 0..EV
    let dy${n}_${e} = incoming[row${n} * (EV + 1u) + ${e}u];
    let dyv${n}_${e} = dy${n}_${e} * v1_${e};
    var vs${n}_${e} = vec4f();
    //: end
    //: end
    let last = seen_by(min(i + J, params.tokens) - 1u);
    for (var l = 0u; l < last; l++) {
      let other = start + l * params.heads;
      //: for e in 0..E
      let k${e} = k2_at(other, ${e}u);
      //: end
      //: for e in 0..EV
      let v${e} = v2_at(other, ${e}u);
      //: end
      //: for n in 0..J
      {
        let score = $[e: 0..E| + |dot(qk${n}_${e}, k${e})];
        let p = select(0.0, exp(score - statistic${n}.x), l < seen${n});
        let dp = $[e: 0..EV| + |dot(dyv${n}_${e}, v${e})];
        let ds = p * (dp - statistic${n}.y);
        //: for e in 0..E
        ks${n}_${e} = fma(vec4f(ds), k${e}, ks${n}_${e});
        //: end
        //: for e in 0..EV
        vs${n}_${e} = fma(vec4f(p), v${e}, vs${n}_${e});
        //: end
      }
      //: end
    }
    //: for n in 0..J
    //: for e in 0..E
    key_sum${e} += q${n}_${e} * ks${n}_${e};
    //: end
    //: for e in 0..EV
    value_sum${e} += dy${n}_${e} * vs${n}_${e};
    //: end
    //: end
  }
  //: if WIDE
  //: for e in 0..E
  key_sum${e} = vec4f($[c: 0..4|, |row_sum(key_sum${e}.${lane(c)}, lane)]);
  //: end
  //: for e in 0..EV
  value_sum${e} = vec4f($[c: 0..4|, |row_sum(value_sum${e}.${lane(c)}, lane)]);
  //: end
  //: end
  if (owner >= params.rows || lane > 0u) { return; }
  //: for e in 0..E
  //: if VECTOR
  dk1[row * HEAD_STRIDE + ${e}u] = params.scale * key_sum${e};
  //: else
  //: for c in 0..4
  //: if (4 * e + c) / HEAD_WIDTH
  //: else
  dk1[row * HEAD_STRIDE + ${4 * e + c}u] = params.scale * key_sum${e}.${lane(c)};
  //: end
  //: end
  //: end
  //: end
  //: for e in 0..EV
  //: if VECTOR
  dv1[row * VALUE_STRIDE + ${e}u] = value_sum${e};
  //: else
  //: for c in 0..4
  //: if (4 * e + c) / VALUE_WIDTH
  //: else
  dv1[row * VALUE_STRIDE + ${4 * e + c}u] = value_sum${e}.${lane(c)};
  //: end
  //: end
  //: end
  //: end
}
