// Backward of attention, second part: the gradients of keys and values, summed over the query heads that read them.
// Equation: p_i = exp(scale q_i . k - lse_i), dv = sum_i p_i dO_i, dk = scale sum_i p_i (dO_i . v - delta_i) q_i.
// Shapes: as forward; dO [B,T,Hq*Dv]; statistics [B,Hq,T] of (lse, delta); dk as k, dv as v (in packed rows their columns)
// Launch: a thread owns ROWS consecutive keys of one key/value head and walks the queries of its group of heads; with QUADS
//   each thread loads one of four queries and the quad shares them by broadcast; 16 quads per workgroup; no barriers.
//   With LOOPS the four queries of a step are a loop, not text: slower, but compiled in a fraction of the time.
// Numerics: fixed order, head by head, query by query; queries outside the band are dropped by select.
// Source: FlashAttention-2, algorithm 2 (arXiv 2307.08691), without atomics.
// Truth: attentionBackwardReference in reference.ts
//: insert TENSORS
@group(0) @binding(${INPUTS + 1}) var<storage, read> output_gradient: array<Element>;
@group(0) @binding(${INPUTS + 2}) var<storage, read> statistics: array<vec2f>;
//: if PACKED
@group(0) @binding(${INPUTS + 3}) var<storage, read_write> dqkv: array<Element>;
//: else
@group(0) @binding(${INPUTS + 3}) var<storage, read_write> dk: array<Element>;
@group(0) @binding(${INPUTS + 4}) var<storage, read_write> dv: array<Element>;
//: end

//: insert OUTPUT_GRADIENT
//: insert STORE_KEY_VALUE

@compute @workgroup_size(4, 16)
fn attention_backward_columns(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u
  //: if LOOPS
  //: if QUADS
  , @builtin(subgroup_invocation_id) invocation: u32
  //: end
  //: end
) {
  //: if LOOPS
  //: if QUADS
  let quad_first = invocation / 4u * 4u;
  //: end
  //: end
  let quad = (group.y * groups.x + group.x) * 16u + thread.y;
  if (quad >= params.owners) { return; }
  let block = quad % params.blocks;
  let kv_head = quad / params.blocks % params.kv_heads;
  let batch = quad / params.blocks / params.kv_heads;
  let group_size = params.query_heads / params.kv_heads;
  let lane = i32(thread.x);
  let start = i32((block * 4u + thread.x) * ROWS);
  let last_row = i32(params.keys) - 1;
  //: for r in 0..ROWS
  let row${r} = min(start + ${r}, last_row);
  let first${r} = first_query(row${r});
  let last${r} = last_query(row${r});
  let kept${r} = is_kept(batch, row${r});
  let key${r} = key_start(batch, kv_head, row${r});
  let value${r} = value_start(batch, kv_head, row${r});
  //: for e in 0..E
  let k${r}_${e} = params.scale * key_at(key${r}, ${e}u);
  var dk${r}_${e} = vec4f();
  //: end
  //: for e in 0..EV
  let v${r}_${e} = value_at(value${r}, ${e}u);
  var dv${r}_${e} = vec4f();
  //: end
  //: end

  //: if QUADS
  let quad_start = i32(block * 4u * ROWS);
  let low = first_query(min(quad_start, last_row));
  let high = last_query(min(quad_start + i32(4u * ROWS) - 1, last_row));
  //: else
  let low = first0;
  let high = last${ROWS - 1};
  //: end
  for (var head = kv_head * group_size; head < (kv_head + 1u) * group_size; head++) {
    for (var i = low; i <= high; i += 4) {
      //: if QUADS
      let own_query = query_start(batch, head, i + lane);
      let own_output = output_start(batch, head, i + lane);
      let own_statistic = statistics[statistic_at(batch, head, i + lane)];
      //: for e in 0..E
      let own_q${e} = query_at(own_query, ${e}u);
      //: end
      //: for e in 0..EV
      let own_do${e} = output_gradient_at(own_output, ${e}u);
      //: end
      //: end
      //: if LOOPS
      for (var u = 0u; u < 4u; u++) {
      //: else
      {
      //: end
      //: for n in 0..UNROLL
      {
        //: if LOOPS
        let here = i + i32(u);
        //: else
        let here = i + ${n};
        //: end
        //: if QUADS
        //: if LOOPS
        let statistic = subgroupShuffle(own_statistic, quad_first + u);
        //: else
        let statistic = quadBroadcast(own_statistic, ${n}u);
        //: end
        //: for e in 0..E
        //: if LOOPS
        let q${e} = subgroupShuffle(own_q${e}, quad_first + u);
        //: else
        let q${e} = quadBroadcast(own_q${e}, ${n}u);
        //: end
        //: end
        //: for e in 0..EV
        //: if LOOPS
        let do${e} = subgroupShuffle(own_do${e}, quad_first + u);
        //: else
        let do${e} = quadBroadcast(own_do${e}, ${n}u);
        //: end
        //: end
        //: else
        let query_at_n = query_start(batch, head, here);
        let output_at_n = output_start(batch, head, here);
        let statistic = statistics[statistic_at(batch, head, here)];
        //: for e in 0..E
        let q${e} = query_at(query_at_n, ${e}u);
        //: end
        //: for e in 0..EV
        let do${e} = output_gradient_at(output_at_n, ${e}u);
        //: end
        //: end
        //: for r in 0..ROWS
        {
          let score = $[e: 0..E| + |dot(k${r}_${e}, q${e})];
          let dp = $[e: 0..EV| + |dot(v${r}_${e}, do${e})];
          let is_allowed = here >= first${r} && here <= last${r} && kept${r};
          let p = select(0.0, exp(score - statistic.x), is_allowed);
          let ds = p * (dp - statistic.y);
          //: for e in 0..EV
          dv${r}_${e} = fma(vec4f(p), do${e}, dv${r}_${e});
          //: end
          //: for e in 0..E
          dk${r}_${e} = fma(vec4f(ds), q${e}, dk${r}_${e});
          //: end
        }
        //: end
      }
      //: end
      }
    }
  }

  //: for r in 0..ROWS
  if (start + ${r} <= last_row) {
    //: for e in 0..E
    store_key_gradient(key${r}, ${e}u, params.scale * dk${r}_${e});
    //: end
    //: for e in 0..EV
    store_value_gradient(value${r}, ${e}u, dv${r}_${e});
    //: end
  }
  //: end
}
