/**
 * Snippet shared by the attention kernels: the params, the forward inputs as four channels at a time, and the band of keys a
 * query may see. Rows and starts count elements of the bindings: vec4f where both widths divide by 4, else f32, and then the
 * channels behind a head's width read as zero.
 */
export const TENSORS = `
struct Params {
  owners: u32,           // quads of threads (registers) or workgroups (tiles) with work
  blocks: u32,           // owners per batch entry and head
  query_heads: u32,
  kv_heads: u32,
  queries: u32,          // T
  keys: u32,             // S
  query_row: u32,
  key_row: u32,
  value_row: u32,
  key_start: u32,
  value_start: u32,
  output_row: u32,
  before: i32,           // key j is in the band of query i when -before <= j - (i + offset) <= after
  after: i32,
  offset: i32,
  scale: f32,
}
//: if VECTOR
alias Element = vec4f;
//: else
alias Element = f32;
//: end
@group(0) @binding(0) var<uniform> params: Params;
//: if PACKED
@group(0) @binding(1) var<storage, read> qkv: array<Element>;
fn query_element(at: u32) -> Element { return qkv[at]; }
fn key_element(at: u32) -> Element { return qkv[at]; }
fn value_element(at: u32) -> Element { return qkv[at]; }
//: else
@group(0) @binding(1) var<storage, read> q: array<Element>;
@group(0) @binding(2) var<storage, read> k: array<Element>;
@group(0) @binding(3) var<storage, read> v: array<Element>;
fn query_element(at: u32) -> Element { return q[at]; }
fn key_element(at: u32) -> Element { return k[at]; }
fn value_element(at: u32) -> Element { return v[at]; }
//: end
//: if MASKED
@group(0) @binding(\${INPUTS}) var<storage, read> key_mask: array<i32>;
fn is_kept(batch: u32, key: i32) -> bool { return key_mask[batch * params.keys + u32(min(key, i32(params.keys) - 1))] != 0; }
//: else
fn is_kept(batch: u32, key: i32) -> bool { return true; }
//: end

//: if VECTOR
fn query_at(at: u32, e: u32) -> vec4f { return query_element(at + e); }
fn key_at(at: u32, e: u32) -> vec4f { return key_element(at + e); }
fn value_at(at: u32, e: u32) -> vec4f { return value_element(at + e); }
//: else
fn within(four: vec4f, e: u32, width: u32) -> vec4f { return select(vec4f(), four, 4u * e + vec4u(0u, 1u, 2u, 3u) < vec4u(width)); }
fn query_at(at: u32, e: u32) -> vec4f {
  let i = at + 4u * e;
  return within(vec4f(query_element(i), query_element(i + 1u), query_element(i + 2u), query_element(i + 3u)), e, HEAD_WIDTH);
}
fn key_at(at: u32, e: u32) -> vec4f {
  let i = at + 4u * e;
  return within(vec4f(key_element(i), key_element(i + 1u), key_element(i + 2u), key_element(i + 3u)), e, HEAD_WIDTH);
}
fn value_at(at: u32, e: u32) -> vec4f {
  let i = at + 4u * e;
  return within(vec4f(value_element(i), value_element(i + 1u), value_element(i + 2u), value_element(i + 3u)), e, VALUE_WIDTH);
}
//: end

fn first_key(query: i32) -> i32 { return max(0, query + params.offset - params.before); }
fn last_key(query: i32) -> i32 { return min(i32(params.keys) - 1, query + params.offset + params.after); }
fn first_query(key: i32) -> i32 { return max(0, key - params.offset - params.after); }
fn last_query(key: i32) -> i32 { return min(i32(params.queries) - 1, key - params.offset + params.before); }

// Rows past the end are read as the last row; what is computed from them is not stored.
fn query_start(batch: u32, head: u32, query: i32) -> u32 {
  return (batch * params.queries + u32(min(query, i32(params.queries) - 1))) * params.query_row + head * HEAD_STRIDE;
}
fn key_start(batch: u32, head: u32, key: i32) -> u32 {
  return (batch * params.keys + u32(min(key, i32(params.keys) - 1))) * params.key_row + params.key_start + head * HEAD_STRIDE;
}
fn value_start(batch: u32, head: u32, key: i32) -> u32 {
  return (batch * params.keys + u32(min(key, i32(params.keys) - 1))) * params.value_row + params.value_start + head * VALUE_STRIDE;
}
fn output_start(batch: u32, head: u32, query: i32) -> u32 {
  return (batch * params.queries + u32(min(query, i32(params.queries) - 1))) * params.output_row + head * VALUE_STRIDE;
}
fn statistic_at(batch: u32, head: u32, query: i32) -> u32 {
  return (batch * params.query_heads + head) * params.queries + u32(min(query, i32(params.queries) - 1));
}
`;

/** Reader of the gradient of the output, `dO`, bound by the kernel that inserts it. */
export const OUTPUT_GRADIENT = `
//: if VECTOR
fn output_gradient_at(at: u32, e: u32) -> vec4f { return output_gradient[at + e]; }
//: else
fn output_gradient_at(at: u32, e: u32) -> vec4f {
  let i = at + 4u * e;
  return within(vec4f(output_gradient[i], output_gradient[i + 1u], output_gradient[i + 2u], output_gradient[i + 3u]), e, VALUE_WIDTH);
}
//: end
`;

/** Writers of dk and dv, bound by the kernel that inserts it: apart, or columns of the packed rows. */
export const STORE_KEY_VALUE = `
//: if PACKED
fn put_key_gradient(at: u32, value: Element) { dqkv[at] = value; }
fn put_value_gradient(at: u32, value: Element) { dqkv[at] = value; }
//: else
fn put_key_gradient(at: u32, value: Element) { dk[at] = value; }
fn put_value_gradient(at: u32, value: Element) { dv[at] = value; }
//: end
fn store_key_gradient(at: u32, e: u32, value: vec4f) {
  //: if VECTOR
  put_key_gradient(at + e, value);
  //: else
  //: for c in 0..4
  if (4u * e + \${c}u < HEAD_WIDTH) { put_key_gradient(at + 4u * e + \${c}u, value.\${lane(c)}); }
  //: end
  //: end
}
fn store_value_gradient(at: u32, e: u32, value: vec4f) {
  //: if VECTOR
  put_value_gradient(at + e, value);
  //: else
  //: for c in 0..4
  if (4u * e + \${c}u < VALUE_WIDTH) { put_value_gradient(at + 4u * e + \${c}u, value.\${lane(c)}); }
  //: end
  //: end
}
`;

/** Reader of the output for the rows' statistics. */
export const OUTPUT = `
fn output_at(at: u32, e: u32) -> vec4f {
  //: if VECTOR
  return o[at + e];
  //: else
  let i = at + 4u * e;
  return within(vec4f(o[i], o[i + 1u], o[i + 2u], o[i + 3u]), e, VALUE_WIDTH);
  //: end
}
`;

/** Writer of dq; in packed rows the same buffer as dk and dv. */
export const STORE_QUERY = `
fn store_query_gradient(at: u32, e: u32, value: vec4f) {
  //: if VECTOR
  dq[at + e] = value;
  //: else
  //: for c in 0..4
  if (4u * e + \${c}u < HEAD_WIDTH) { dq[at + 4u * e + \${c}u] = value.\${lane(c)}; }
  //: end
  //: end
}
`;

/** Loads STEP keys and values into the tiles; vectors behind a head's width read as zero. */
export const LOAD_KEY_VALUE = `
fn load_key_value(batch: u32, head: u32, start: i32, thread: u32) {
  const HEAD_VECTORS = 4u * HEAD_OWN;
  const VALUE_VECTORS = 4u * VALUE_OWN;
  for (var i = thread; i < STEP * HEAD_VECTORS; i += 128u) {
    let e = i % HEAD_VECTORS;
    let at = key_start(batch, head, start + i32(i / HEAD_VECTORS));
    key_tile[i / HEAD_VECTORS * HEAD_TILE + e] = select(vec4f(), key_at(at, min(e, E - 1u)), e < E);
  }
  for (var i = thread; i < STEP * VALUE_VECTORS; i += 128u) {
    let e = i % VALUE_VECTORS;
    let at = value_start(batch, head, start + i32(i / VALUE_VECTORS));
    value_tile[i / VALUE_VECTORS * VALUE_TILE + e] = select(vec4f(), value_at(at, min(e, EV - 1u)), e < EV);
  }
}
`;
