// Backward of attention, second part: the gradients of keys and values, summed over the query heads that read them.
// Equation: p_i = exp(scale q_i . k - lse_i), dv = sum_i p_i dO_i, dk = scale sum_i p_i (dO_i . v - delta_i) q_i.
// Shapes: as forward; dO [B,T,Hq*Dv]; statistics [B,Hq,T] of (lse, delta); dk as k, dv as v (in packed rows their columns)
// Launch: a workgroup owns 32 consecutive keys of one key/value head, four threads each, and walks the queries of its group of
//   heads, STEP queries and output gradients at a time in workgroup memory; three barriers per step.
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

const WEIGHT_ROW = STEP + 1u;
var<workgroup> query_tile: array<vec4f, STEP * HEAD_TILE>;
var<workgroup> gradient_tile: array<vec4f, STEP * VALUE_TILE>;
var<workgroup> weights: array<f32, ROWS * WEIGHT_ROW>;
var<workgroup> score_gradients: array<f32, ROWS * WEIGHT_ROW>;

//: insert OUTPUT_GRADIENT
//: insert STORE_KEY_VALUE

// Vectors behind a head's width read as zero.
fn load_queries(batch: u32, head: u32, start: i32, thread: u32) {
  const HEAD_VECTORS = 4u * HEAD_OWN;
  const VALUE_VECTORS = 4u * VALUE_OWN;
  for (var i = thread; i < STEP * HEAD_VECTORS; i += 128u) {
    let e = i % HEAD_VECTORS;
    let at = query_start(batch, head, start + i32(i / HEAD_VECTORS));
    query_tile[i / HEAD_VECTORS * HEAD_TILE + e] = select(vec4f(), query_at(at, min(e, E - 1u)), e < E);
  }
  for (var i = thread; i < STEP * VALUE_VECTORS; i += 128u) {
    let e = i % VALUE_VECTORS;
    let at = output_start(batch, head, start + i32(i / VALUE_VECTORS));
    gradient_tile[i / VALUE_VECTORS * VALUE_TILE + e] = select(vec4f(), output_gradient_at(at, min(e, EV - 1u)), e < EV);
  }
}

@compute @workgroup_size(128)
fn attention_backward_columns(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = group.y * groups.x + group.x;
  if (owner >= params.owners) { return; }
  let kv_head = owner / params.blocks % params.kv_heads;
  let batch = owner / params.blocks / params.kv_heads;
  let group_size = params.query_heads / params.kv_heads;
  let block_start = i32(owner % params.blocks * ROWS);
  let last_row = i32(params.keys) - 1;
  let lane = thread % 4u;
  let weight_row = thread / 4u * WEIGHT_ROW;
  let row = block_start + i32(thread / 4u);
  let key = min(row, last_row);
  let first = first_query(key);
  let last = last_query(key);
  let kept = is_kept(batch, key);
  let key_from = key_start(batch, kv_head, key);
  let value_from = value_start(batch, kv_head, key);
  //: for c in 0..HEAD_OWN
  var dk${c} = vec4f();
  //: end
  //: for c in 0..VALUE_OWN
  var dv${c} = vec4f();
  //: end

  let low = first_query(block_start);
  let high = last_query(min(block_start + i32(ROWS) - 1, last_row));
  for (var head = kv_head * group_size; head < (kv_head + 1u) * group_size; head++) {
    for (var i = low; i <= high; i += i32(STEP)) {
      load_queries(batch, head, i, thread);
      workgroupBarrier();
      //: for n in 0..STEP / 4
      var s${n} = 0.0;
      var dp${n} = 0.0;
      //: end
      for (var e = 0u; e < E; e++) {
        let k_e = params.scale * key_at(key_from, e);
        //: for n in 0..STEP / 4
        s${n} += dot(k_e, query_tile[(lane + ${4 * n}u) * HEAD_TILE + e]);
        //: end
      }
      for (var e = 0u; e < EV; e++) {
        let v_e = value_at(value_from, e);
        //: for n in 0..STEP / 4
        dp${n} += dot(v_e, gradient_tile[(lane + ${4 * n}u) * VALUE_TILE + e]);
        //: end
      }
      //: for n in 0..STEP / 4
      let query${n} = i + i32(lane) + ${4 * n};
      let statistic${n} = statistics[statistic_at(batch, head, query${n})];
      let is_allowed${n} = query${n} >= first && query${n} <= last && kept;
      let p${n} = select(0.0, exp(s${n} - statistic${n}.x), is_allowed${n});
      weights[weight_row + lane + ${4 * n}u] = p${n};
      score_gradients[weight_row + lane + ${4 * n}u] = p${n} * (dp${n} - statistic${n}.y);
      //: end
      workgroupBarrier();
      for (var n = 0u; n < STEP; n++) {
        let p = weights[weight_row + n];
        let ds = score_gradients[weight_row + n];
        //: for c in 0..HEAD_OWN
        dk${c} += ds * query_tile[n * HEAD_TILE + lane + ${4 * c}u];
        //: end
        //: for c in 0..VALUE_OWN
        dv${c} += p * gradient_tile[n * VALUE_TILE + lane + ${4 * c}u];
        //: end
      }
      workgroupBarrier();
    }
  }

  if (row > last_row) { return; }
  //: for c in 0..HEAD_OWN
  if (lane + ${4 * c}u < E) { store_key_gradient(key_from, lane + ${4 * c}u, params.scale * dk${c}); }
  //: end
  //: for c in 0..VALUE_OWN
  if (lane + ${4 * c}u < EV) { store_value_gradient(value_from, lane + ${4 * c}u, dv${c}); }
  //: end
}
