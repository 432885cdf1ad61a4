// One token of Combiner: attention to its own segment and to the summaries before it, then the summaries that end with it.
// Equation: y = sum_n p_n v_n, p = softmax(scale q . k_n) over tokens j of the segment up to this and regions r read by it;
//   where a region ends: kbar = pool(k_j), vbar = sum_j softmax_j(scale pool(q_j) . k_j) v_j over its members
// Shapes: row [3*H*D] = q | k | v; position [1]; raw [R, 2*H*D] = k | v; pooled [levels, H*D]; summaries [slots, 2*H*D]; y [H*D]
// Launch: a workgroup per head; 64 threads score 64 keys, then sum a channel (or two) each; four barriers a tile.
// Numerics: online softmax in f32: exponents are at most 0. Keys that are not seen are never read.
// Source: Ren et al. 2021, Combiner, section 4.1 (arXiv 2107.05768); README.md
// Truth: combinerStepReference in reference.ts
struct Params {
  heads: u32,
  width: u32,
  local: u32,   // tokens of a segment that are seen one by one
  rows: u32,    // raw rows kept
  segment: u32,
  slots: u32,   // summaries kept
  levels: u32,  // lengths of regions
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> row: array<f32>;
@group(0) @binding(2) var<storage, read> position: array<u32>;
@group(0) @binding(3) var<storage, read_write> raw: array<f32>;
//: if REGIONS
@group(0) @binding(4) var<storage, read_write> pooled: array<f32>;
@group(0) @binding(5) var<storage, read_write> summaries: array<f32>;
@group(0) @binding(6) var<storage, read_write> y: array<f32>;
//: else
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
//: end

var<workgroup> query: array<f32, 128>;
var<workgroup> tile: array<f32, 64>;

// Of token j, where its key begins in raw for one head.
fn raw_at(j: u32, head: u32) -> u32 { return j % params.rows * 2u * params.heads * params.width + head * params.width; }

//: if REGIONS
fn summary_at(slot: u32, head: u32) -> u32 { return slot * 2u * params.heads * params.width + head * params.width; }

fn is_read(slot: u32, i: u32) -> bool {
  //: if LOG_N
  return ((i >> (slot + 1u)) & 1u) == 1u;
  //: else
  return slot < i / params.segment;
  //: end
}
//: end

// The query's answer from so many tokens and, behind them, slots: channels thread and thread + 64.
fn gather(first: u32, tokens: u32, slots: u32, head: u32, thread: u32) -> vec2f {
  let part = params.heads * params.width;
  var top = -1e30;
  var total = 0.0;
  var sum = vec2f(0.0);
  for (var start = 0u; start < tokens + slots; start += 64u) {
    let n = start + thread;
    var score = -1e30;
    if (n < tokens) {
      let at = raw_at(first + n, head);
      var product = 0.0;
      for (var c = 0u; c < params.width; c++) { product += query[c] * raw[at + c]; }
      score = params.scale * product;
    }
    //: if REGIONS
    if (n >= tokens && n < tokens + slots && is_read(n - tokens, first + tokens - 1u)) {
      let at = summary_at(n - tokens, head);
      var product = 0.0;
      for (var c = 0u; c < params.width; c++) { product += query[c] * summaries[at + c]; }
      score = params.scale * product;
    }
    //: end
    workgroupBarrier();
    tile[thread] = score;
    workgroupBarrier();
    var next = top;
    for (var j = 0u; j < 64u; j++) { next = max(next, tile[j]); }
    workgroupBarrier();
    tile[thread] = select(exp(score - next), 0.0, score == -1e30);
    workgroupBarrier();
    let kept = exp(top - next);
    top = next;
    total *= kept;
    sum *= kept;
    for (var j = 0u; j < 64u; j++) {
      let weight = tile[j];
      if (weight == 0.0) { continue; }
      total += weight;
      var value = vec2f(0.0);
      if (start + j < tokens) {
        let at = raw_at(first + start + j, head) + part + thread;
        if (thread < params.width) { value.x = raw[at]; }
        if (thread + 64u < params.width) { value.y = raw[at + 64u]; }
      }
      //: if REGIONS
      if (start + j >= tokens) {
        let at = summary_at(start + j - tokens, head) + part + thread;
        if (thread < params.width) { value.x = summaries[at]; }
        if (thread + 64u < params.width) { value.y = summaries[at + 64u]; }
      }
      //: end
      sum += weight * value;
    }
  }
  return sum / total;
}

@compute @workgroup_size(64)
fn combiner_step(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let head = group.x;
  let i = position[0];
  let part = params.heads * params.width;
  let own = head * params.width;
  for (var c = thread; c < params.width; c += 64u) {
    raw[raw_at(i, head) + c] = row[part + own + c];
    raw[raw_at(i, head) + part + c] = row[2u * part + own + c];
    query[c] = row[own + c];
  }
  storageBarrier();
  workgroupBarrier();
  let before = i % params.local;
  let answer = gather(i - before, before + 1u, params.slots, head, thread);
  if (thread < params.width) { y[own + thread] = answer.x; }
  if (thread + 64u < params.width) { y[own + thread + 64u] = answer.y; }
  //: if REGIONS
  for (var level = 0u; level < params.levels; level++) {
    //: if LOG_N
    let length = 2u << level;
    let slot = level;
    let is_region = (i / length) % 2u == 0u;
    //: else
    let length = params.segment;
    let slot = i / params.segment;
    let is_region = slot < params.slots;
    //: end
    let is_end = (i + 1u) % length == 0u && is_region;
    storageBarrier();
    workgroupBarrier();
    for (var c = thread; c < params.width; c += 64u) {
      let at = level * part + own + c;
      let q = row[own + c];
      var pool = q;
      //: if MAX
      if (i % length != 0u) { pool = max(pooled[at], q); }
      query[c] = pool;
      //: else
      if (i % length != 0u) { pool = pooled[at] + q; }
      query[c] = pool / f32(length);
      //: end
      pooled[at] = pool;
    }
    workgroupBarrier();
    if (is_end) {
      let first = i + 1u - length;
      for (var c = thread; c < params.width; c += 64u) {
        var key = raw[raw_at(first, head) + c];
        for (var j = first + 1u; j <= i; j++) {
          //: if MAX
          key = max(key, raw[raw_at(j, head) + c]);
          //: else
          key += raw[raw_at(j, head) + c];
          //: end
        }
        //: if MAX
        summaries[summary_at(slot, head) + c] = key;
        //: else
        summaries[summary_at(slot, head) + c] = key / f32(length);
        //: end
      }
      let value = gather(first, length, 0u, head, thread);
      let to = summary_at(slot, head) + part + thread;
      if (thread < params.width) { summaries[to] = value.x; }
      if (thread + 64u < params.width) { summaries[to + 64u] = value.y; }
    }
  }
  //: end
}
