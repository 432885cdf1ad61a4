import { Failure } from "../../lib/failure.ts";

/** How the tokens before a token are grouped: equal segments, or aligned blocks by the binary digits of its position. */
export type RegionPattern = "fixed" | "log-n";

export interface RegionAttributes {
  readonly heads: number;
  /** Channels of a head, 1..128. */
  readonly width: number;
  readonly pattern: RegionPattern;
  /** Tokens of a segment of the fixed pattern; log-n has pairs. */
  readonly segment: number;
}

/** A group of tokens and those that read its summary, all as half-open ranges of positions. */
export interface Region {
  readonly first: number;
  readonly end: number;
  readonly readersEnd: number;
}

/** Binary digits of the last position: blocks of log-n are 2, 4, ... 2^(digits - 1) long. */
export const digitsOf = (tokens: number): number => Math.ceil(Math.log2(Math.max(2, tokens)));

/** Regions of a sequence, those included that nobody reads. */
export function regionCount(tokens: number, { pattern, segment }: RegionAttributes): number {
  return pattern === "fixed" ? Math.ceil(tokens / segment) - 1 : 2 ** (digitsOf(tokens) - 1) - 1;
}

/** Every region in order; one of log-n that would reach the end of the sequence is read by nobody (`first` = `end`). */
export function regionsOf(tokens: number, attributes: RegionAttributes): readonly Region[] {
  const { pattern, segment } = attributes;
  if (pattern === "fixed") {
    return Array.from({ length: regionCount(tokens, attributes) }, (_, r) => ({
      first: r * segment,
      end: (r + 1) * segment,
      readersEnd: tokens,
    }));
  }
  const digits = digitsOf(tokens);
  return Array.from({ length: digits - 1 }, (_, i) => 2 ** (i + 1)).flatMap((size) =>
    Array.from({ length: 2 ** (digits - 1) / size }, (_, block) => {
      const first = 2 * block * size;
      const isRead = first + size < tokens;
      return { first, end: isRead ? first + size : first, readersEnd: Math.min(tokens, first + 2 * size) };
    }),
  );
}

/** Tokens that a token sees one by one: its own segment up to itself. */
export const localLength = ({ pattern, segment }: RegionAttributes): number => (pattern === "fixed" ? segment : 2);

const MAX_WIDTH = 128;

export function checkRows(
  operator: string,
  shape: readonly number[],
  { heads, width, segment }: RegionAttributes,
): { readonly batch: number; readonly tokens: number } {
  if (width < 1 || width > MAX_WIDTH) {
    throw new Failure(`${operator}: a head has ${width} channels; use 1 to ${MAX_WIDTH}.`);
  }
  if (segment < 1) throw new Failure(`${operator}: a segment has ${segment} tokens; use at least 1.`);
  if (shape.length !== 3 || shape[2] !== 3 * heads * width) {
    throw new Failure(
      `${operator}: packed rows must be [B,T,${3 * heads * width}], queries, keys and values of ${heads} heads; they are [${shape.join(",")}].`,
    );
  }
  return { batch: shape[0], tokens: shape[1] };
}

/** Snippet: `region_span(r)` is (first, end, end of the readers), `region_read(i, s)` the s-th of at most `region_steps(i)` regions. */
export const REGIONS_WGSL = `
const NO_REGION = 0xffffffffu;
//: if LOG_N
fn region_span(r: u32) -> vec3u {
  let level = params.digits - 1u - firstLeadingBit((1u << (params.digits - 1u)) - r - 1u);
  let block = r - ((1u << (params.digits - 1u)) - (1u << (params.digits - level)));
  let first = (2u * block) << level;
  let end = first + (1u << level);
  return vec3u(first, select(first, end, end < params.tokens), min(params.tokens, end + (1u << level)));
}
fn region_steps(i: u32) -> u32 { return params.digits - 1u; }
fn region_read(i: u32, s: u32) -> u32 {
  let level = s + 1u;
  let r = (1u << (params.digits - 1u)) - (1u << (params.digits - level)) + (i >> (level + 1u));
  return select(NO_REGION, r, ((i >> level) & 1u) == 1u);
}
//: else
fn region_span(r: u32) -> vec3u {
  return vec3u(r * params.segment, (r + 1u) * params.segment, params.tokens);
}
fn region_steps(i: u32) -> u32 { return i / params.segment; }
fn region_read(i: u32, s: u32) -> u32 { return s; }
//: end
`;
