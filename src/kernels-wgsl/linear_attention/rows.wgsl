// Linear attention, last pass: each token's product with the running sums, which a causal walk extends token by token.
// Equation: out_i = sum over j of (a~_i . b~_j) c_j, j <= i (reversed: j >= i; full: all); a~ = (a, bias), b~ = (b, 1), or one
//   of them ends in `extra`. NORMALISED: z_i = eps + sum over j of a~_i . b~_j, out_i / z_i.
// Shapes: a, b [B*T, H*INNER], c, out [B*T, H*columns], extra, z [B*T, H]; carried [B*H, chunks, state floats]
// Launch: a thread owns one pack of columns of one chunk and head, the running sums in registers; 64 threads; no barriers.
// Numerics: f32, token by token; BINARY: a and b are +-1, so that products are sign changes.
// Source: Katharopoulos et al. 2020, section 3.3 and algorithm 1 (arXiv 2006.16236), in chunks.
// Truth: linearAttentionReference and linearAttentionBackwardReference in reference.ts
struct Params {
  owners: u32,        // batch entries, heads, chunks and packs
  heads: u32,
  tokens: u32,
  chunks: u32,
  chunk: u32,         // tokens of a chunk
  packs: u32,         // packs of columns
  state_size: u32,    // floats of one chunk's sums
  inner_stride: u32,  // floats from one inner channel to the next, in the sums
  column_stride: u32, // floats from one column to the next
  bias: f32,
  eps: f32,
}
//: insert PACK_TYPE
//: if INNER_VECTOR
alias Inner = vec4f;
const INNER_STEP = INNER / 4u;
//: else
alias Inner = f32;
const INNER_STEP = INNER;
//: end
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> carried: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<Inner>;
//: if CAUSAL
@group(0) @binding(3) var<storage, read> b: array<Inner>;
@group(0) @binding(4) var<storage, read> c: array<Pack>;
//: end
//: if HAS_EXTRA
@group(0) @binding(${3 + 2 * CAUSAL}) var<storage, read> extra: array<f32>;
//: end
@group(0) @binding(${3 + 2 * CAUSAL + HAS_EXTRA}) var<storage, read_write> out: array<Pack>;
//: if NORMALISED
@group(0) @binding(${4 + 2 * CAUSAL + HAS_EXTRA}) var<storage, read_write> z: array<f32>;
//: end

fn carried_pack(at: u32) -> Pack {
  //: if IS_PACKED
  return vec4f(carried[at], carried[at + params.column_stride], carried[at + 2u * params.column_stride], carried[at + 3u * params.column_stride]);
  //: else
  return carried[at];
  //: end
}
//: if BINARY
fn times(code: f32, x: Pack) -> Pack { return select(-x, x, code > 0.0); }
fn times_scalar(code: f32, x: f32) -> f32 { return select(-x, x, code > 0.0); }
//: else
fn times(factor: f32, x: Pack) -> Pack { return factor * x; }
fn times_scalar(factor: f32, x: f32) -> f32 { return factor * x; }
//: end

@compute @workgroup_size(64)
fn linear_attention_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let pack = owner % params.packs;
  let chunk = owner / params.packs % params.chunks;
  let batch_head = owner / params.packs / params.chunks;
  let head = batch_head % params.heads;
  let start = batch_head / params.heads * params.tokens;
  let state = (batch_head * params.chunks + chunk) * params.state_size;
  //: for p in 0..INNER + 1
  var m${p} = carried_pack(state + ${p}u * params.inner_stride + PACK * pack * params.column_stride);
  //: if NORMALISED
  var k${p} = carried[state + ${p}u * params.inner_stride + PACK * params.packs * params.column_stride];
  //: end
  //: end
  let first = chunk * params.chunk;
  let last = min(first + params.chunk, params.tokens);
  for (var walked = first; walked < last; walked++) {
    //: if REVERSED
    let t = first + last - 1u - walked;
    //: else
    let t = walked;
    //: end
    let row = (start + t) * params.heads + head;
    //: if INNER_VECTOR
    //: for q in 0..INNER / 4
    let a4_${q} = a[row * INNER_STEP + ${q}u];
    //: end
    //: for p in 0..INNER
    let a${p} = a4_${p / 4}.${lane(p % 4)};
    //: end
    //: else
    //: for p in 0..INNER
    let a${p} = a[row * INNER_STEP + ${p}u];
    //: end
    //: end
    //: if CAUSAL
    let c_row = c[row * params.packs + pack];
    //: if INNER_VECTOR
    //: for q in 0..INNER / 4
    let b4_${q} = b[row * INNER_STEP + ${q}u];
    //: end
    //: for p in 0..INNER
    let b${p} = b4_${p / 4}.${lane(p % 4)};
    //: end
    //: else
    //: for p in 0..INNER
    let b${p} = b[row * INNER_STEP + ${p}u];
    //: end
    //: end
    //: for p in 0..INNER
    m${p} += times(b${p}, c_row);
    //: if NORMALISED
    k${p} += b${p};
    //: end
    //: end
    //: if EXTRA_IN_B
    m${INNER} += extra[row] * c_row;
    //: else
    m${INNER} += c_row;
    //: end
    //: if NORMALISED
    k${INNER} += 1.0;
    //: end
    //: end
    //: if EXTRA_IN_A
    var sum = extra[row] * m${INNER};
    //: else
    //: if EXTRA_IN_B
    var sum = m${INNER};
    //: else
    var sum = params.bias * m${INNER};
    //: end
    //: end
    //: for p in 0..INNER
    sum += times(a${p}, m${p});
    //: end
    //: if NORMALISED
    var denominator = params.eps + params.bias * k${INNER};
    //: for p in 0..INNER
    denominator += times_scalar(a${p}, k${p});
    //: end
    out[row * params.packs + pack] = sum / denominator;
    if (pack == 0u) { z[row] = denominator; }
    //: else
    out[row * params.packs + pack] = sum;
    //: end
  }
}
