// Backward of attention, first part: the gradient of the queries, and each row's statistics for the second part.
// Equation: p_j = exp(scale q . k_j - lse), delta = dO . o, dq = scale sum_j p_j (dO . v_j - delta) k_j.
// Shapes: as forward; dO [B,T,Hq*Dv]; dq as q (in packed rows the columns of q); statistics [B,Hq,T] of (lse, delta)
// Launch: as forward: a workgroup owns 32 queries, four threads each, STEP keys and values at a time; three barriers per step.
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

const WEIGHT_ROW = STEP + 1u;
var<workgroup> key_tile: array<vec4f, STEP * HEAD_TILE>;
var<workgroup> value_tile: array<vec4f, STEP * VALUE_TILE>;
var<workgroup> weights: array<f32, ROWS * WEIGHT_ROW>;

//: insert OUTPUT_GRADIENT
//: if FUSED
//: insert OUTPUT
//: end
//: insert STORE_QUERY
//: insert LOAD_KEY_VALUE

@compute @workgroup_size(128)
fn attention_backward_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = group.y * groups.x + group.x;
  if (owner >= params.owners) { return; }
  let head = owner / params.blocks % params.query_heads;
  let batch = owner / params.blocks / params.query_heads;
  let kv_head = head / (params.query_heads / params.kv_heads);
  let block_start = i32(owner % params.blocks * ROWS);
  let last_row = i32(params.queries) - 1;
  let lane = thread % 4u;
  let weight_row = thread / 4u * WEIGHT_ROW;
  let row = block_start + i32(thread / 4u);
  let query = min(row, last_row);
  let first = first_key(query);
  let last = last_key(query);
  let query_from = query_start(batch, head, query);
  let output_from = output_start(batch, head, query);
  //: if FUSED
  var statistic = vec2f(lse[statistic_at(batch, head, query)], 0.0);
  for (var e = 0u; e < EV; e++) { statistic.y += dot(output_gradient_at(output_from, e), output_at(output_from, e)); }
  if (lane == 0u && row <= last_row) { statistics[statistic_at(batch, head, row)] = statistic; }
  //: else
  let statistic = statistics[statistic_at(batch, head, query)];
  //: end
  //: for c in 0..HEAD_OWN
  var dq${c} = vec4f();
  //: end

  let low = first_key(block_start);
  let high = last_key(min(block_start + i32(ROWS) - 1, last_row));
  for (var j = low; j <= high; j += i32(STEP)) {
    load_key_value(batch, kv_head, j, thread);
    workgroupBarrier();
    //: for n in 0..STEP / 4
    var s${n} = 0.0;
    var dp${n} = 0.0;
    //: end
    for (var e = 0u; e < E; e++) {
      let q_e = params.scale * query_at(query_from, e);
      //: for n in 0..STEP / 4
      s${n} += dot(q_e, key_tile[(lane + ${4 * n}u) * HEAD_TILE + e]);
      //: end
    }
    for (var e = 0u; e < EV; e++) {
      let do_e = output_gradient_at(output_from, e);
      //: for n in 0..STEP / 4
      dp${n} += dot(do_e, value_tile[(lane + ${4 * n}u) * VALUE_TILE + e]);
      //: end
    }
    //: for n in 0..STEP / 4
    let key${n} = j + i32(lane) + ${4 * n};
    let is_allowed${n} = key${n} >= first && key${n} <= last && is_kept(batch, key${n});
    weights[weight_row + lane + ${4 * n}u] = select(0.0, exp(s${n} - statistic.x), is_allowed${n}) * (dp${n} - statistic.y);
    //: end
    workgroupBarrier();
    for (var n = 0u; n < STEP; n++) {
      let ds = weights[weight_row + n];
      //: for c in 0..HEAD_OWN
      dq${c} += ds * key_tile[n * HEAD_TILE + lane + ${4 * c}u];
      //: end
    }
    workgroupBarrier();
  }

  if (row > last_row) { return; }
  //: for c in 0..HEAD_OWN
  if (lane + ${4 * c}u < E) { store_query_gradient(query_from, lane + ${4 * c}u, params.scale * dq${c}); }
  //: end
}
