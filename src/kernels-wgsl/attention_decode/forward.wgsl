// Attention of one token over cached keys and values.
// Equation: s_j = scale q . k_j, o = sum_j softmax(s)_j v_j over the first n = min(position + 1, rows) rows.
// Shapes: q [Hq * head_width, ...]; keys [key_rows, key_row]; values [rows, value_row]; position [1]; o [Hq * value_width]
// Launch: a workgroup per query head, 64 keys at a time: a thread scores a key, then sums its own value channels; four barriers a tile.
// Numerics: online softmax in f32: exponents are at most 0.
// Source: Milakov and Gimelshein 2018 (online softmax); README.md
// Truth: attentionDecodeReference in reference.ts
struct Params {
  rows: u32,
  head_width: u32,   // in packs
  value_width: u32,
  key_group: u32,    // query heads that share a key head
  value_group: u32,
  key_row: u32,      // in packs
  key_start: u32,    // in packs
  value_row: u32,
  value_start: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<Pack>;
@group(0) @binding(2) var<storage, read> keys: array<Pack>;
@group(0) @binding(3) var<storage, read> values: array<f32>;
@group(0) @binding(4) var<storage, read> position: array<u32>;
@group(0) @binding(5) var<storage, read_write> o: array<f32>;

//: insert PACK_TYPE

var<workgroup> tile: array<f32, 64>;

@compute @workgroup_size(64)
fn attention_decode(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let head = group.x;
  let count = min(position[0] + 1u, params.rows);
  let key_at = params.key_start + head / params.key_group * params.head_width;
  let value_at = params.value_start + head / params.value_group * params.value_width + thread;
  var top = -1e30;
  var total = 0.0;
  //: for i in 0..PARTS
  var o${i} = 0.0;
  //: end
  for (var first = 0u; first < count; first += 64u) {
    let tile_count = min(64u, count - first);
    var score = -1e30;
    if (thread < tile_count) {
      let at = (first + thread) * params.key_row + key_at;
      var sum = Pack(0.0);
      for (var c = 0u; c < params.head_width; c++) { sum += q[head * params.head_width + c] * keys[at + c]; }
      score = params.scale * pack_sum(sum);
    }
    workgroupBarrier();
    tile[thread] = score;
    workgroupBarrier();
    var next = top;
    for (var j = 0u; j < tile_count; j++) { next = max(next, tile[j]); }
    workgroupBarrier();
    tile[thread] = exp(score - next);
    workgroupBarrier();
    let kept = exp(top - next);
    top = next;
    total *= kept;
    //: for i in 0..PARTS
    o${i} *= kept;
    //: end
    for (var j = 0u; j < tile_count; j++) {
      let weight = tile[j];
      let row = (first + j) * params.value_row + value_at;
      total += weight;
      //: for i in 0..PARTS
      if (thread + ${64 * i}u < params.value_width) { o${i} += weight * values[row + ${64 * i}u]; }
      //: end
    }
  }
  //: for i in 0..PARTS
  if (thread + ${64 * i}u < params.value_width) { o[head * params.value_width + thread + ${64 * i}u] = o${i} / total; }
  //: end
}
