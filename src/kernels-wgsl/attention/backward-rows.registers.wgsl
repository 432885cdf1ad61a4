// Backward of attention, first part: the gradient of the queries, and each row's statistics for the second part.
// Equation: p_j = exp(scale q . k_j - lse), delta = dO . o, dq = scale sum_j p_j (dO . v_j - delta) k_j.
// Shapes: as forward; dO [B,T,Hq*Dv]; dq as q (in packed rows the columns of q); statistics [B,Hq,T] of (lse, delta)
// Launch: as forward: a thread owns ROWS queries, a quad shares four keys and values; no barriers.
//   With LOOPS the four keys of a step are a loop, not text: slower, but compiled in a fraction of the time.
// Numerics: lse of a row without keys is 1e30, so its p is zero; keys outside the band are dropped by select.
// Source: FlashAttention-2, algorithm 2 (arXiv 2307.08691), without atomics.
// Truth: attentionBackwardReference in reference.ts
//: insert TENSORS
@group(0) @binding(${INPUTS + 1}) var<storage, read> output_gradient: array<Element>;
//: if FUSED
@group(0) @binding(${INPUTS + 2}) var<storage, read> o: array<Element>;
@group(0) @binding(${INPUTS + 3}) var<storage, read> lse: array<f32>;
@group(0) @binding(${INPUTS + 4}) var<storage, read_write> statistics: array<vec2f>;
@group(0) @binding(${INPUTS + 5}) var<storage, read_write> dq: array<Element>;
//: else
@group(0) @binding(${INPUTS + 2}) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(${INPUTS + 3}) var<storage, read_write> dq: array<Element>;
//: end

//: insert OUTPUT_GRADIENT
//: if FUSED
//: insert OUTPUT
//: end
//: insert STORE_QUERY

@compute @workgroup_size(4, 16)
fn attention_backward_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u
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
  let head = quad / params.blocks % params.query_heads;
  let batch = quad / params.blocks / params.query_heads;
  let kv_head = head / (params.query_heads / params.kv_heads);
  let lane = i32(thread.x);
  let start = i32((block * 4u + thread.x) * ROWS);
  let last_row = i32(params.queries) - 1;
  //: for r in 0..ROWS
  let row${r} = min(start + ${r}, last_row);
  let first${r} = first_key(row${r});
  let last${r} = last_key(row${r});
  let at${r} = query_start(batch, head, row${r});
  let from${r} = output_start(batch, head, row${r});
  //: for e in 0..E
  let q${r}_${e} = params.scale * query_at(at${r}, ${e}u);
  var dq${r}_${e} = vec4f();
  //: end
  //: for e in 0..EV
  let do${r}_${e} = output_gradient_at(from${r}, ${e}u);
  //: end
  //: if FUSED
  let statistic${r} = vec2f(lse[statistic_at(batch, head, row${r})], $[e: 0..EV| + |dot(do${r}_${e}, output_at(from${r}, ${e}u))]);
  if (start + ${r} <= last_row) { statistics[statistic_at(batch, head, row${r})] = statistic${r}; }
  //: else
  let statistic${r} = statistics[statistic_at(batch, head, row${r})];
  //: end
  //: end

  //: if QUADS
  let quad_start = i32(block * 4u * ROWS);
  let low = first_key(min(quad_start, last_row));
  let high = last_key(min(quad_start + i32(4u * ROWS) - 1, last_row));
  //: else
  let low = first0;
  let high = last${ROWS - 1};
  //: end
  for (var j = low; j <= high; j += 4) {
    //: if QUADS
    let own_key = key_start(batch, kv_head, j + lane);
    let own_value = value_start(batch, kv_head, j + lane);
    //: for e in 0..E
    let own_k${e} = key_at(own_key, ${e}u);
    //: end
    //: for e in 0..EV
    let own_v${e} = value_at(own_value, ${e}u);
    //: end
    //: if MASKED
    let own_kept = select(0u, 1u, is_kept(batch, j + lane));
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
      let here = j + i32(u);
      //: else
      let here = j + ${n};
      //: end
      //: if QUADS
      //: for e in 0..E
      //: if LOOPS
      let k${e} = subgroupShuffle(own_k${e}, quad_first + u);
      //: else
      let k${e} = quadBroadcast(own_k${e}, ${n}u);
      //: end
      //: end
      //: for e in 0..EV
      //: if LOOPS
      let v${e} = subgroupShuffle(own_v${e}, quad_first + u);
      //: else
      let v${e} = quadBroadcast(own_v${e}, ${n}u);
      //: end
      //: end
      //: if MASKED
      //: if LOOPS
      let shared_kept = subgroupShuffle(own_kept, quad_first + u);
      //: else
      let shared_kept = quadBroadcast(own_kept, ${n}u);
      //: end
      let kept = shared_kept != 0u;
      //: else
      let kept = true;
      //: end
      //: else
      let key_at_n = key_start(batch, kv_head, here);
      let value_at_n = value_start(batch, kv_head, here);
      //: for e in 0..E
      let k${e} = key_at(key_at_n, ${e}u);
      //: end
      //: for e in 0..EV
      let v${e} = value_at(value_at_n, ${e}u);
      //: end
      let kept = is_kept(batch, here);
      //: end
      //: for r in 0..ROWS
      {
        let score = $[e: 0..E| + |dot(q${r}_${e}, k${e})];
        let dp = $[e: 0..EV| + |dot(do${r}_${e}, v${e})];
        let is_allowed = here >= first${r} && here <= last${r} && kept;
        let ds = select(0.0, exp(score - statistic${r}.x), is_allowed) * (dp - statistic${r}.y);
        //: for e in 0..E
        dq${r}_${e} = fma(vec4f(ds), k${e}, dq${r}_${e});
        //: end
      }
      //: end
    }
    //: end
    }
  }

  //: for r in 0..ROWS
  if (start + ${r} <= last_row) {
    //: for e in 0..E
    store_query_gradient(at${r}, ${e}u, params.scale * dq${r}_${e});
    //: end
  }
  //: end
}
