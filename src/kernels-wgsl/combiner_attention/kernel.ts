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
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { segmentSummary } from "../segment_summary/kernel.ts";
import type { Sequences } from "../segment_summary/reference.ts";
import { checkRows, digitsOf, localLength, regionCount, regionsOf } from "../segment_summary/regions.ts";
import regionsSource from "./backward-regions.wgsl?raw";
import tokensSource from "./backward-tokens.wgsl?raw";
import forward from "./forward.wgsl?raw";
import {
  combinerAttentionBackwardReference,
  combinerAttentionReference,
  type CombinerAttributes,
} from "./reference.ts";
import * as snippets from "./snippets.ts";

export type { CombinerAttributes } from "./reference.ts";

function sequencesOf([qkv, summary]: readonly TensorSpec[], attributes: CombinerAttributes): Sequences {
  const sequences = checkRows("combiner_attention", qkv.shape, attributes);
  if (!attributes.hasRegions) return sequences;
  const { heads, width } = attributes;
  const wanted = [sequences.batch, regionCount(sequences.tokens, attributes), 2 * heads * width];
  if (summary.shape.join() === wanted.join()) return sequences;
  throw new Failure(
    `combiner_attention: summaries must be [${wanted.join(",")}]; they are [${summary.shape.join(",")}].`,
  );
}

/** Pairs of a query and a token, and of a query and a region, of one head of one sequence. */
export function pairsOf(
  tokens: number,
  attributes: CombinerAttributes,
): { readonly local: number; readonly region: number } {
  const length = localLength(attributes);
  const [whole, rest] = [Math.floor(tokens / length), tokens % length];
  const local = (whole * length * (length + 1) + rest * (rest + 1)) / 2;
  if (!attributes.hasRegions) return { local, region: 0 };
  const region = regionsOf(tokens, attributes).reduce(
    (sum, { first, end, readersEnd }) => sum + (first === end ? 0 : readersEnd - end),
    0,
  );
  return { local, region };
}

interface Work {
  readonly multiplies: number;
  readonly adds: number;
  readonly loads: number;
  readonly exponentials: number;
}

/** What one pair costs: met from the query's side forward and backward, and from the key's side backward. */
const FORWARD: Work = { multiplies: 3, adds: 2, loads: 2, exponentials: 2 };
const BACKWARD_QUERY: Work = { multiplies: 3, adds: 3, loads: 3, exponentials: 1 };
const BACKWARD_KEY: Work = { multiplies: 4, adds: 5, loads: 5, exponentials: 1 };

const FIELDS = ["multiplies", "adds", "loads", "exponentials"] as const;

/** Sum of so many pairs of each kind. */
function workOf(...terms: readonly (readonly [count: number, each: Work])[]): Work {
  const sum = { multiplies: 0, adds: 0, loads: 0, exponentials: 0 };
  for (const [count, each] of terms) for (const field of FIELDS) sum[field] += count * each[field];
  return sum;
}

interface Pass {
  readonly label: string;
  readonly source: string;
  readonly bindings: readonly Binding[];
  readonly owners: number;
  /** Arithmetic and loads of one channel, and exponentials, of all heads and sequences. */
  readonly work: Work;
}

const bytesOf = (bindings: readonly Binding[], access: Binding["access"]): number =>
  bindings.reduce((sum, one) => sum + (one.access === access ? 4 * sizeOf(one.tensor.shape) : 0), 0);

function passLaunch(pass: Pass, { tokens }: Sequences, attributes: CombinerAttributes): Launch {
  const { heads, width, segment, pattern, scale, hasRegions } = attributes;
  const pack = packOf(width);
  const bytesWritten = bytesOf(pass.bindings, "read_write");
  const { multiplies, adds, loads, exponentials } = pass.work;
  const counters: Counters = {
    ...NO_COST,
    multiplies: width * multiplies,
    adds: width * adds,
    specials: exponentials,
    bytesRead: bytesOf(pass.bindings, "read"),
    bytesWritten,
    bytesTouched: 4 * width * loads + bytesWritten,
    launches: 1,
  };
  return {
    label: pass.label,
    source: expand(
      pass.source,
      withPack(pack, {
        constants: { P: width / pack, REGIONS: hasRegions, LOG_N: pattern === "log-n" },
        snippets: { ...snippets },
      }),
    ),
    params: {
      owners: pass.owners,
      heads,
      tokens,
      regions: hasRegions ? regionCount(tokens, attributes) : 0,
      segment,
      local: localLength(attributes),
      digits: digitsOf(tokens),
      scale,
    },
    bindings: pass.bindings,
    workgroups: foldWorkgroups(pass.owners, 64),
    counters,
  };
}

/**
 * Attention over one's own segment and the summaries of earlier regions. Inputs: packed rows q | k | v [B,T,3*H*D] and, with
 * regions, kbar | vbar [B,regions,2*H*D]; outputs y [B,T,H*D] and lse [B,T,H], which carries no gradient.
 */
export const combinerAttention: Operator<CombinerAttributes> = {
  name: "combiner_attention",
  infer(inputs, attributes) {
    const { batch, tokens } = sequencesOf(inputs, attributes);
    return [f32(batch, tokens, attributes.heads * attributes.width), f32(batch, tokens, attributes.heads)];
  },
  reference: (inputs, attributes, specs) =>
    combinerAttentionReference(inputs, sequencesOf(specs, attributes), attributes),
  gradient(tape, { inputs, outputs, attributes }, [dy], wants) {
    if (dy === null || !wants.includes(true)) return inputs.map(() => null);
    return tape.apply(combinerAttentionBackward, [...inputs, ...outputs, dy], attributes);
  },
  lower({ inputs, outputs, attributes }) {
    const sequences = sequencesOf(inputs, attributes);
    const { local, region } = pairsOf(sequences.tokens, attributes);
    const each = sequences.batch * attributes.heads;
    const pass = {
      label: "combiner_attention_forward",
      source: forward,
      bindings: [...inputs.map(read), ...outputs.map(write)],
      owners: each * sequences.tokens,
      work: workOf([each * (local + region), FORWARD]),
    };
    return [passLaunch(pass, sequences, attributes)];
  },
};

/** Inputs: those of the forward pass, y, lse, dy; outputs dqkv and, with regions, dsummary. */
export const combinerAttentionBackward: Operator<CombinerAttributes> = {
  name: "combiner_attention_backward",
  infer(inputs, attributes) {
    sequencesOf(inputs, attributes);
    return inputs.slice(0, attributes.hasRegions ? 2 : 1).map(({ shape }) => f32(...shape));
  },
  reference: (inputs, attributes, specs) =>
    combinerAttentionBackwardReference(inputs, sequencesOf(specs, attributes), attributes),
  lower({ inputs, outputs, attributes }) {
    const sequences = sequencesOf(inputs, attributes);
    const { local, region } = pairsOf(sequences.tokens, attributes);
    const each = sequences.batch * attributes.heads;
    const reads = inputs.map(read);
    const pass = {
      label: "combiner_attention_backward_tokens",
      source: tokensSource,
      bindings: [...reads, write(outputs[0])],
      owners: each * sequences.tokens,
      // Its segment's pairs are met from either side.
      work: workOf([each * (local + region), BACKWARD_QUERY], [each * local, BACKWARD_KEY]),
    };
    if (!attributes.hasRegions) return [passLaunch(pass, sequences, attributes)];
    const regions = {
      ...pass,
      label: "combiner_attention_backward_regions",
      source: regionsSource,
      bindings: [...reads, write(outputs[1])],
      owners: each * regionCount(sequences.tokens, attributes),
      work: workOf([each * region, BACKWARD_KEY]),
    };
    return [passLaunch(pass, sequences, attributes), passLaunch(regions, sequences, attributes)];
  },
};

/** Combiner over packed rows: summaries of the regions, then attention; block-local where no region is finished. */
export function applyCombiner(
  tape: Tape,
  qkv: Tensor,
  attributes: CombinerAttributes & { readonly pooling: "max" | "mean" },
): Tensor {
  const { pooling, ...rest } = attributes;
  const hasRegions = rest.hasRegions && regionCount(qkv.shape[1], rest) > 0;
  const { heads, width, pattern, segment, scale } = rest;
  const summaries = hasRegions
    ? tape.apply(segmentSummary, [qkv], { heads, width, pattern, segment, scale, pooling }).slice(0, 1)
    : [];
  return tape.apply(combinerAttention, [qkv, ...summaries], { ...rest, hasRegions })[0];
}
