// Fused attention: softmax of the scores of each query with the keys it may see, times their values; never T x S in memory.
// Equation: s = scale q . k_j over allowed j; lse = log sum_j exp(s_j); o = sum_j exp(s_j - lse) v_j; no key allowed: o = 0.
// Shapes: q [B,T,Hq*D], k [B,S,Hkv*D], v [B,S,Hkv*Dv] or packed rows q | k | v; key_mask [B,S]; o [B,T,Hq*Dv]; lse [B,Hq,T]
// Launch: a workgroup owns 32 consecutive queries of one head, four threads each; STEP keys and values at a time in workgroup
//   memory; a thread scores every fourth key and accumulates every fourth vector of the output; four barriers per step.
// Numerics: running maximum per row, STEP keys at a time; rows without keys get lse = 1e30, which makes their gradient zero.
// Source: FlashAttention-2, algorithm 1 (arXiv 2307.08691); head map of Sparse Query Attention (arXiv 2510.01817).
// Truth: attentionReference in reference.ts
//: insert TENSORS
@group(0) @binding(${INPUTS + 1}) var<storage, read_write> o: array<Element>;
@group(0) @binding(${INPUTS + 2}) var<storage, read_write> lse: array<f32>;

const NEVER = -1e30;
const EMPTY_LSE = 1e30;
const WEIGHT_ROW = STEP + 1u;
var<workgroup> key_tile: array<vec4f, STEP * HEAD_TILE>;
var<workgroup> value_tile: array<vec4f, STEP * VALUE_TILE>;
var<workgroup> weights: array<f32, ROWS * WEIGHT_ROW>;
var<workgroup> parts: array<f32, 128>;

fn store_output(at: u32, e: u32, value: vec4f) {
  //: if VECTOR
  o[at + e] = value;
  //: else
  //: for c in 0..4
  if (4u * e + ${c}u < VALUE_WIDTH) { o[at + 4u * e + ${c}u] = value.${lane(c)}; }
  //: end
  //: end
}

//: insert LOAD_KEY_VALUE

@compute @workgroup_size(128)
fn attention_forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
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
  var m = NEVER;
  var z = 0.0;
  //: for c in 0..VALUE_OWN
  var o${c} = vec4f();
  //: end

  let low = first_key(block_start);
  let high = last_key(min(block_start + i32(ROWS) - 1, last_row));
  for (var j = low; j <= high; j += i32(STEP)) {
    load_key_value(batch, kv_head, j, thread);
    workgroupBarrier();
    //: for n in 0..STEP / 4
    var s${n} = 0.0;
    //: end
    for (var e = 0u; e < E; e++) {
      let q_e = params.scale * query_at(query_from, e);
      //: for n in 0..STEP / 4
      s${n} += dot(q_e, key_tile[(lane + ${4 * n}u) * HEAD_TILE + e]);
      //: end
    }
    var top = NEVER;
    //: for n in 0..STEP / 4
    let key${n} = j + i32(lane) + ${4 * n};
    let is_allowed${n} = key${n} >= first && key${n} <= last && is_kept(batch, key${n});
    top = max(top, select(NEVER, s${n}, is_allowed${n}));
    //: end
    parts[thread] = top;
    workgroupBarrier();
    top = max(m, max(max(parts[thread - lane], parts[thread - lane + 1u]), max(parts[thread - lane + 2u], parts[thread - lane + 3u])));
    let shrink = exp(m - top);
    m = top;
    z *= shrink;
    //: for n in 0..STEP / 4
    let p${n} = select(0.0, exp(s${n} - top), is_allowed${n});
    z += p${n};
    weights[weight_row + lane + ${4 * n}u] = p${n};
    //: end
    //: for c in 0..VALUE_OWN
    o${c} *= shrink;
    //: end
    workgroupBarrier();
    for (var n = 0u; n < STEP; n++) {
      let p = weights[weight_row + n];
      //: for c in 0..VALUE_OWN
      o${c} += p * value_tile[n * VALUE_TILE + lane + ${4 * c}u];
      //: end
    }
    workgroupBarrier();
  }

  parts[thread] = z;
  workgroupBarrier();
  let total = (parts[thread - lane] + parts[thread - lane + 1u]) + (parts[thread - lane + 2u] + parts[thread - lane + 3u]);
  if (row > last_row) { return; }
  let is_empty = total == 0.0;
  let inverse = select(1.0 / total, 0.0, is_empty);
  let to = output_start(batch, head, row);
  //: for c in 0..VALUE_OWN
  if (lane + ${4 * c}u < EV) { store_output(to, lane + ${4 * c}u, o${c} * inverse); }
  //: end
  if (lane == 0u) { lse[statistic_at(batch, head, row)] = select(m + log(total), EMPTY_LSE, is_empty); }
}
