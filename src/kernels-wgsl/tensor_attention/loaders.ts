/**
 * Snippet shared by the kernels: params and readers of four channels at a time. Tensors hold vec4f where both widths divide by
 * four; else f32, and the channels behind a head's width read as zero.
 */
export const TENSORS = `
struct Params {
  rows: u32,    // batch entries, tokens and heads
  heads: u32,
  tokens: u32,
  scale: f32,
}
//: if VECTOR
alias Element = vec4f;
//: else
alias Element = f32;
fn within(four: vec4f, e: u32, width: u32) -> vec4f { return select(vec4f(), four, 4u * e + vec4u(0u, 1u, 2u, 3u) < vec4u(width)); }
//: end
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<Element>;
@group(0) @binding(2) var<storage, read> k1: array<Element>;
@group(0) @binding(3) var<storage, read> k2: array<Element>;
@group(0) @binding(4) var<storage, read> v1: array<Element>;
@group(0) @binding(5) var<storage, read> v2: array<Element>;
//: if VECTOR
fn q_at(row: u32, e: u32) -> vec4f { return q[row * HEAD_STRIDE + e]; }
fn k1_at(row: u32, e: u32) -> vec4f { return k1[row * HEAD_STRIDE + e]; }
fn k2_at(row: u32, e: u32) -> vec4f { return k2[row * HEAD_STRIDE + e]; }
fn v1_at(row: u32, e: u32) -> vec4f { return v1[row * VALUE_STRIDE + e]; }
fn v2_at(row: u32, e: u32) -> vec4f { return v2[row * VALUE_STRIDE + e]; }
//: else
fn q_at(row: u32, e: u32) -> vec4f { let i = row * HEAD_STRIDE + 4u * e; return within(vec4f(q[i], q[i + 1u], q[i + 2u], q[i + 3u]), e, HEAD_STRIDE); }
fn k1_at(row: u32, e: u32) -> vec4f { let i = row * HEAD_STRIDE + 4u * e; return within(vec4f(k1[i], k1[i + 1u], k1[i + 2u], k1[i + 3u]), e, HEAD_STRIDE); }
fn k2_at(row: u32, e: u32) -> vec4f { let i = row * HEAD_STRIDE + 4u * e; return within(vec4f(k2[i], k2[i + 1u], k2[i + 2u], k2[i + 3u]), e, HEAD_STRIDE); }
fn v1_at(row: u32, e: u32) -> vec4f { let i = row * VALUE_STRIDE + 4u * e; return within(vec4f(v1[i], v1[i + 1u], v1[i + 2u], v1[i + 3u]), e, VALUE_STRIDE); }
fn v2_at(row: u32, e: u32) -> vec4f { let i = row * VALUE_STRIDE + 4u * e; return within(vec4f(v2[i], v2[i + 1u], v2[i + 2u], v2[i + 3u]), e, VALUE_STRIDE); }
//: end

// Tokens that the query at a position sees, counted from the sequence's start.
fn seen_by(position: u32) -> u32 {
  //: if CAUSAL
  return position + 1u;
  //: else
  return params.tokens;
  //: end
}
`;
