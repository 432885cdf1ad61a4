import { NO_COST, type Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Binding,
  type Launch,
  type Operator,
  type Tensor,
} from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import clear from "./clear.wgsl?raw";
import forward from "./forward.wgsl?raw";
import {
  segmentSummaryBackwardReference,
  segmentSummaryReference,
  type SegmentSummaryAttributes,
} from "./reference.ts";
import { checkRows, digitsOf, regionCount, regionsOf } from "./regions.ts";
import * as snippets from "./snippets.ts";

export type { SegmentSummaryAttributes } from "./reference.ts";

const bytesOf = (bindings: readonly Binding[], access: Binding["access"]): number =>
  bindings.reduce((sum, one) => sum + (one.access === access ? 4 * sizeOf(one.tensor.shape) : 0), 0);

/** Regions of one launch: all, or those of one level, which share no token. */
interface Level {
  readonly first: number;
  readonly count: number;
}

interface Pass {
  readonly label: string;
  readonly source: string;
  readonly bindings: readonly Binding[];
  /** Arithmetic of a channel of a token, and of a token. */
  readonly perChannel: { readonly multiplies: number; readonly adds: number; readonly loads: number };
  readonly specialsPerToken: number;
}

function passLaunch(pass: Pass, qkv: Tensor, attributes: SegmentSummaryAttributes, level: Level): Launch {
  const { heads, width, segment, scale, pooling, pattern } = attributes;
  const [batch, tokens] = qkv.shape;
  const pack = packOf(width);
  const owners = batch * level.count * heads;
  const members = regionsOf(tokens, attributes)
    .slice(level.first, level.first + level.count)
    .reduce((sum, { first, end }) => sum + end - first, 0);
  const visited = batch * heads * members;
  const { multiplies, adds, loads } = pass.perChannel;
  const bytesWritten = bytesOf(pass.bindings, "read_write");
  const counters: Counters = {
    ...NO_COST,
    multiplies: visited * width * multiplies,
    adds: visited * width * adds,
    specials: visited * pass.specialsPerToken,
    bytesRead: bytesOf(pass.bindings, "read"),
    bytesWritten,
    bytesTouched: 4 * visited * width * loads + bytesWritten,
    launches: 1,
  };
  return {
    label: pass.label,
    source: expand(
      pass.source,
      withPack(pack, {
        constants: { P: width / pack, MAX: pooling === "max", LOG_N: pattern === "log-n" },
        snippets: { ...snippets },
      }),
    ),
    params: {
      owners,
      heads,
      tokens,
      regions: regionCount(tokens, attributes),
      first_region: level.first,
      region_count: level.count,
      segment,
      digits: digitsOf(tokens),
      scale,
    },
    bindings: pass.bindings,
    workgroups: foldWorkgroups(owners, 64),
    counters,
  };
}

/**
 * Summaries of regions of tokens. Input: packed rows q | k | v [B,T,3*H*D]; outputs kbar | vbar [B,regions,2*H*D] and
 * lse [B,regions,H], which carries no gradient.
 */
export const segmentSummary: Operator<SegmentSummaryAttributes> = {
  name: "segment_summary",
  infer([qkv], attributes) {
    const { batch, tokens } = checkRows("segment_summary", qkv.shape, attributes);
    const count = regionCount(tokens, attributes);
    if (count < 1) {
      throw new Failure(
        `segment_summary: ${tokens} tokens have no region behind them to summarise; use plain attention.`,
      );
    }
    return [f32(batch, count, 2 * attributes.heads * attributes.width), f32(batch, count, attributes.heads)];
  },
  reference: ([qkv], attributes, [spec]) =>
    segmentSummaryReference(qkv, checkRows("segment_summary", spec.shape, attributes), attributes),
  gradient(tape, { inputs, outputs, attributes }, [dSummary], wants) {
    if (dSummary === null || !wants[0]) return [null];
    return tape.apply(segmentSummaryBackward, [...inputs, ...outputs, dSummary], attributes);
  },
  lower({ inputs: [qkv], outputs, attributes }) {
    const pass = {
      label: "segment_summary_forward",
      source: forward,
      bindings: [read(qkv), ...outputs.map(write)],
      perChannel:
        attributes.pooling === "max" ? { multiplies: 3, adds: 6, loads: 4 } : { multiplies: 5, adds: 4, loads: 4 },
      specialsPerToken: 2,
    };
    return [passLaunch(pass, qkv, attributes, { first: 0, count: regionCount(qkv.shape[1], attributes) })];
  },
};

/** Levels of regions that share no token: one, or one for each length of block. */
function levelsOf(tokens: number, attributes: SegmentSummaryAttributes): readonly Level[] {
  if (attributes.pattern === "fixed") return [{ first: 0, count: regionCount(tokens, attributes) }];
  const half = 2 ** (digitsOf(tokens) - 1);
  return Array.from({ length: digitsOf(tokens) - 1 }, (_, i) => ({
    first: half - half / 2 ** i,
    count: half / 2 ** (i + 1),
  }));
}

/** Inputs qkv, summary, lse, dsummary; output dqkv. */
export const segmentSummaryBackward: Operator<SegmentSummaryAttributes> = {
  name: "segment_summary_backward",
  infer: ([qkv]) => [f32(...qkv.shape)],
  reference: (inputs, attributes, [spec]) => [
    segmentSummaryBackwardReference(inputs, checkRows("segment_summary", spec.shape, attributes), attributes),
  ],
  lower({ inputs, outputs: [dqkv], attributes }) {
    const pass = {
      label: "segment_summary_backward",
      source: backward,
      bindings: [...inputs.map(read), write(dqkv)],
      perChannel:
        attributes.pooling === "max" ? { multiplies: 5, adds: 13, loads: 7 } : { multiplies: 9, adds: 9, loads: 7 },
      specialsPerToken: 1,
    };
    const [qkv] = inputs;
    const levels = levelsOf(qkv.shape[1], attributes);
    return [clearLaunch(dqkv, attributes), ...levels.map((level) => passLaunch(pass, qkv, attributes, level))];
  },
};

function clearLaunch(dqkv: Tensor, { width }: SegmentSummaryAttributes): Launch {
  const pack = packOf(width);
  const bytesWritten = 4 * sizeOf(dqkv.shape);
  return {
    label: "segment_summary_clear",
    source: expand(clear, withPack(pack)),
    params: { size: sizeOf(dqkv.shape) / pack },
    bindings: [write(dqkv)],
    workgroups: foldWorkgroups(sizeOf(dqkv.shape) / pack, 64),
    counters: { ...NO_COST, bytesWritten, bytesTouched: bytesWritten, launches: 1 },
  };
}
