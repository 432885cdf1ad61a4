import { REGIONS_WGSL } from "../segment_summary/regions.ts";

/** Params, rows and regions of every pass; inputs are bound by the kernels. */
export const COMBINER_HEAD = `
struct Params {
  owners: u32,
  heads: u32,
  tokens: u32,
  regions: u32, // of a sequence
  segment: u32, // of the fixed pattern
  local: u32,   // tokens of the segment seen one by one
  digits: u32,  // of the last position
  scale: f32,
}
//: insert PACK_TYPE
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> qkv: array<Pack>;
//: if REGIONS
@group(0) @binding(2) var<storage, read> summary: array<Pack>;
${REGIONS_WGSL}
fn summary_start(batch: u32, region: u32, head: u32) -> u32 {
  return ((batch * params.regions + region) * 2u * params.heads + head) * P;
}
//: end
fn row_start(batch: u32, token: u32, head: u32) -> u32 {
  return ((batch * params.tokens + token) * 3u * params.heads + head) * P;
}
fn output_start(batch: u32, token: u32, head: u32) -> u32 {
  return ((batch * params.tokens + token) * params.heads + head) * P;
}
`;

/** The thread's batch entry, token and head; tokens of a head lie in neighbouring threads. */
export const TOKEN_OWNER = `
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let i = owner % params.tokens;
  let head = owner / params.tokens % params.heads;
  let batch = owner / params.tokens / params.heads;
  let part = params.heads * P;
  let at_i = row_start(batch, i, head);
`;
