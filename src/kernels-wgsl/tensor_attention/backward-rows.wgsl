// Backward of third-order attention for the queries, which own their gradient.
// Equation: p_jl = exp(s_jl - lse), dp_jl = sum_e dy[e] v1_j[e] v2_l[e]; dq = scale sum_jl p_jl (dp_jl - delta) k1_j k2_l.
// Shapes: as forward; incoming [B,T,H, ceil(E / 4) + 1] of vec4f: dy, then (lse, delta); dq as q
// Launch: as forward: LANES threads share the j of one row, a thread takes J of them against four l at a time.
// Numerics: f32; pairs outside the range are dropped by select.
// Source: Alman and Song (arXiv 2310.04064); owner-computes as in FlashAttention-2, without atomics.
// Truth: tensorAttentionBackwardReference in reference.ts
//: insert TENSORS
@group(0) @binding(6) var<storage, read> incoming: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> dq: array<Element>;

//: insert ROW_SUM

@compute @workgroup_size(64)
fn tensor_attention_backward_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let lane = thread % LANES;
  let row = min(owner, params.rows - 1u);
  let head = row % params.heads;
  let token = row / params.heads;
  let start = (token - token % params.tokens) * params.heads + head;
  let seen = seen_by(token % params.tokens);
  let statistic = incoming[row * (EV + 1u) + EV];
  //: for e in 0..E
  let q${e} = params.scale * q_at(row, ${e}u);
  var dq${e} = vec4f();
  //: end
  //: for e in 0..EV
  let dy${e} = incoming[row * (EV + 1u) + ${e}u];
  //: end
  for (var j = lane * J; j < seen; j += LANES * J) {
    //: for n in 0..J
    let row${n} = start + min(j + ${n}u, seen - 1u) * params.heads;
    //: for e in 0..E
    let qk${n}_${e} = q${e} * k1_at(row${n}, ${e}u);
    var sum${n}_${e} = vec4f();
    //: end
    //: for e in 0..EV
    let dyv${n}_${e} = dy${e} * v1_at(row${n}, ${e}u);
    //: end
    //: end
    for (var l = 0u; l < seen; l++) {
      let other = start + l * params.heads;
      //: for e in 0..E
      let k${e} = k2_at(other, ${e}u);
      //: end
      //: for e in 0..EV
      let v${e} = v2_at(other, ${e}u);
      //: end
      //: for n in 0..J
      {
        let p = exp($[e: 0..E| + |dot(qk${n}_${e}, k${e})] - statistic.x);
        let dp = $[e: 0..EV| + |dot(dyv${n}_${e}, v${e})];
        let ds = select(0.0, p * (dp - statistic.y), j + ${n}u < seen);
        //: for e in 0..E
        sum${n}_${e} = fma(vec4f(ds), k${e}, sum${n}_${e});
        //: end
      }
      //: end
    }
    //: for n in 0..J
    //: for e in 0..E
    dq${e} += k1_at(row${n}, ${e}u) * sum${n}_${e};
    //: end
    //: end
  }
  //: if WIDE
  //: for e in 0..E
  dq${e} = vec4f($[c: 0..4|, |row_sum(dq${e}.${lane(c)}, lane)]);
  //: end
  //: end
  if (owner >= params.rows || lane > 0u) { return; }
  //: for e in 0..E
  //: if VECTOR
  dq[row * HEAD_STRIDE + ${e}u] = params.scale * dq${e};
  //: else
  //: for c in 0..4
  //: if (4 * e + c) / HEAD_WIDTH
  //: else
  dq[row * HEAD_STRIDE + ${4 * e + c}u] = params.scale * dq${e}.${lane(c)};
  //: end
  //: end
  //: end
  //: end
}
