// Fused attention: softmax of the scores of each query with the keys it may see, times their values; never T x S in memory.
// Equation: s = scale q . k_j over allowed j; lse = log sum_j exp(s_j); o = sum_j exp(s_j - lse) v_j; no key allowed: o = 0.
// Shapes: q [B,T,Hq*D], k [B,S,Hkv*D], v [B,S,Hkv*Dv] or packed rows q | k | v; key_mask [B,S]; o [B,T,Hq*Dv]; lse [B,Hq,T]
// Launch: a thread owns ROWS consecutive queries of one head, a quad 4 * ROWS; with QUADS each thread loads one of four keys
//   and the quad shares them by broadcast; 16 quads per workgroup; no barriers.
//   With LOOPS the four keys of a step are a loop, not text: slower, but compiled in a fraction of the time.
// Numerics: running maximum per row, four keys at a time; rows without keys get lse = 1e30, which makes their gradient zero.
// Source: FlashAttention-2, algorithm 1 (arXiv 2307.08691); head map of Sparse Query Attention (arXiv 2510.01817).
// Truth: attentionReference in reference.ts
//: insert TENSORS
@group(0) @binding(${INPUTS + 1}) var<storage, read_write> o: array<Element>;
@group(0) @binding(${INPUTS + 2}) var<storage, read_write> lse: array<f32>;

const NEVER = -1e30;
const EMPTY_LSE = 1e30;

fn store_output(at: u32, e: u32, value: vec4f) {
  //: if VECTOR
  o[at + e] = value;
  //: else
  //: for c in 0..4
  if (4u * e + ${c}u < VALUE_WIDTH) { o[at + 4u * e + ${c}u] = value.${lane(c)}; }
  //: end
  //: end
}

@compute @workgroup_size(4, 16)
fn attention_forward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) thread: vec3u
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
  let first${r} = vec4i(first_key(row${r}));
  let last${r} = vec4i(last_key(row${r}));
  let at${r} = query_start(batch, head, row${r});
  //: for e in 0..E
  let q${r}_${e} = params.scale * query_at(at${r}, ${e}u);
  //: end
  //: for e in 0..EV
  var o${r}_${e} = vec4f();
  //: end
  var m${r} = NEVER;
  var z${r} = 0.0;
  //: end

  //: if QUADS
  let quad_start = i32(block * 4u * ROWS);
  let low = first_key(min(quad_start, last_row));
  let high = last_key(min(quad_start + i32(4u * ROWS) - 1, last_row));
  //: else
  let low = first0.x;
  let high = last${ROWS - 1}.x;
  //: end
  for (var j = low; j <= high; j += 4) {
    let key = vec4i(j, j + 1, j + 2, j + 3);
    //: if QUADS
    let own_key = key_start(batch, kv_head, j + lane);
    let own_value = value_start(batch, kv_head, j + lane);
    //: for e in 0..E
    let own_k${e} = key_at(own_key, ${e}u);
    //: end
    //: if MASKED
    let own_kept = select(0u, 1u, is_kept(batch, j + lane));
    let kept = vec4u($[n: 0..4|, |quadBroadcast(own_kept, ${n}u)]) != vec4u();
    //: else
    let kept = vec4<bool>(true);
    //: end
    //: else
    let kept = vec4<bool>($[n: 0..4|, |is_kept(batch, j + ${n})]);
    //: end
    //: for r in 0..ROWS
    var s${r} = vec4f();
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
      //: else
      let key_at_n = key_start(batch, kv_head, here);
      //: for e in 0..E
      let k${e} = key_at(key_at_n, ${e}u);
      //: end
      //: end
      //: for r in 0..ROWS
      //: if LOOPS
      s${r} = select(s${r}, vec4f($[e: 0..E| + |dot(q${r}_${e}, k${e})]), vec4u(0u, 1u, 2u, 3u) == vec4u(u));
      //: else
      s${r}.${lane(n)} = $[e: 0..E| + |dot(q${r}_${e}, k${e})];
      //: end
      //: end
    }
    //: end
    }
    //: for r in 0..ROWS
    {
      let is_allowed = (key >= first${r}) & (key <= last${r}) & kept;
      let scores = select(vec4f(NEVER), s${r}, is_allowed);
      let top = max(m${r}, max(max(scores.x, scores.y), max(scores.z, scores.w)));
      let shrink = exp(m${r} - top);
      m${r} = top;
      s${r} = select(vec4f(), exp(scores - top), is_allowed);
      z${r} = z${r} * shrink + (s${r}.x + s${r}.y + s${r}.z + s${r}.w);
      //: for e in 0..EV
      o${r}_${e} *= shrink;
      //: end
    }
    //: end
    //: if QUADS
    //: for e in 0..EV
    let own_v${e} = value_at(own_value, ${e}u);
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
      //: for e in 0..EV
      //: if LOOPS
      let v${e} = subgroupShuffle(own_v${e}, quad_first + u);
      //: else
      let v${e} = quadBroadcast(own_v${e}, ${n}u);
      //: end
      //: end
      //: else
      let value_at_n = value_start(batch, kv_head, here);
      //: for e in 0..EV
      let v${e} = value_at(value_at_n, ${e}u);
      //: end
      //: end
      //: for r in 0..ROWS
      //: if LOOPS
      let weight${r} = vec4f(s${r}[u]);
      //: else
      let weight${r} = vec4f(s${r}.${lane(n)});
      //: end
      //: for e in 0..EV
      o${r}_${e} = fma(weight${r}, v${e}, o${r}_${e});
      //: end
      //: end
    }
    //: end
    }
  }

  //: for r in 0..ROWS
  if (start + ${r} <= last_row) {
    let is_empty = z${r} == 0.0;
    let inverse = select(1.0 / z${r}, 0.0, is_empty);
    let to = output_start(batch, head, row${r});
    //: for e in 0..EV
    store_output(to, ${e}u, o${r}_${e} * inverse);
    //: end
    lse[statistic_at(batch, head, row${r})] = select(m${r} + log(z${r}), EMPTY_LSE, is_empty);
  }
  //: end
}
