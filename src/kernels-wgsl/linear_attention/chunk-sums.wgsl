// Linear attention, first pass: the sums over one chunk of tokens of left channels times right channels.
// Equation: sums[p, c] = sum over the chunk of left~[p] right~[c], left~ = (left, 1), right~ = (right, 1) or (right, extra).
// Shapes: left [B*T, H*LEFT], right [B*T, H*columns], extra [B*T, H]; sums [B*H, chunks, LEFT + 1, packs] of Pack
// Launch: a thread owns one pack of columns of one chunk and head, all left channels in registers; 64 threads; no barriers.
// Numerics: f32, in the order of the tokens; BINARY: left is +-1, so that products are sign changes.
// Source: Katharopoulos et al. 2020, section 3.3 (arXiv 2006.16236), in chunks.
// Truth: linearAttentionReference and linearAttentionBackwardReference in reference.ts
struct Params {
  owners: u32,   // batch entries, heads, chunks and packs
  heads: u32,
  tokens: u32,
  chunks: u32,
  chunk: u32,    // tokens of a chunk
  packs: u32,    // packs of columns, the last for the extra column
}
//: insert PACK_TYPE
//: if LEFT_VECTOR
alias Left = vec4f;
const LEFT_STEP = LEFT / 4u;
//: else
alias Left = f32;
const LEFT_STEP = LEFT;
//: end
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> left: array<Left>;
@group(0) @binding(2) var<storage, read> right: array<Pack>;
//: if HAS_EXTRA
@group(0) @binding(3) var<storage, read> extra: array<f32>;
//: end
@group(0) @binding(${3 + HAS_EXTRA}) var<storage, read_write> sums: array<Pack>;

//: if IS_PACKED
fn first_column(x: f32) -> Pack { return vec4f(x, 0.0, 0.0, 0.0); }
//: else
fn first_column(x: f32) -> Pack { return x; }
//: end
//: if BINARY
fn times(code: f32, x: Pack) -> Pack { return select(-x, x, code > 0.0); }
//: else
fn times(factor: f32, x: Pack) -> Pack { return factor * x; }
//: end

@compute @workgroup_size(64)
fn linear_attention_chunk_sums(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let pack = owner % params.packs;
  let chunk = owner / params.packs % params.chunks;
  let batch_head = owner / params.packs / params.chunks;
  let head = batch_head % params.heads;
  let start = batch_head / params.heads * params.tokens;
  let own_packs = params.packs - 1u;
  let is_extra = pack == own_packs;
  //: for p in 0..LEFT + 1
  var sum${p} = Pack(0.0);
  //: end
  let last = min((chunk + 1u) * params.chunk, params.tokens);
  for (var t = chunk * params.chunk; t < last; t++) {
    let row = (start + t) * params.heads + head;
    //: if HAS_EXTRA
    let edge = first_column(extra[row]);
    //: else
    let edge = first_column(1.0);
    //: end
    let x = select(right[row * own_packs + min(pack, own_packs - 1u)], edge, is_extra);
    //: if LEFT_VECTOR
    //: for q in 0..LEFT / 4
    let l${q} = left[row * LEFT_STEP + ${q}u];
    //: end
    //: for p in 0..LEFT
    sum${p} += times(l${p / 4}.${lane(p % 4)}, x);
    //: end
    //: else
    //: for p in 0..LEFT
    sum${p} += times(left[row * LEFT_STEP + ${p}u], x);
    //: end
    //: end
    sum${LEFT} += x;
  }
  let to = (batch_head * params.chunks + chunk) * (LEFT + 1u) * params.packs + pack;
  //: for p in 0..LEFT + 1
  sums[to + ${p}u * params.packs] = sum${p};
  //: end
}
