import { Failure } from "../../lib/failure.ts";
import {
  f32,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { checkTargets } from "../cross_entropy/kernel.ts";
import { meanLossLaunch, tokenLossLaunch } from "../cross_entropy/launches.ts";
import { crossEntropyReference, type CrossEntropyAttributes } from "../cross_entropy/reference.ts";
import { headCrossEntropyBackward } from "./backward.ts";
import { chunkRows, MAX_LOGITS_BYTES } from "./chunks.ts";
import { headLogitsReference } from "./reference.ts";
import { ADD_ROW, copyRowsLaunch, listScratch, productLaunches, takeFrom, type TakeScratch } from "./steps.ts";

export interface HeadCrossEntropyAttributes extends CrossEntropyAttributes {
  /** Most bytes of logits that exist at a time; 8 MiB if absent. */
  readonly maxLogitsBytes?: number;
}

/** Inputs h [M, C], weight [V, C], bias [V]?, targets [M]: the bias is there if there are four. */
function split<T>(inputs: readonly T[]): {
  readonly h: T;
  readonly weight: T;
  readonly bias: readonly T[];
  readonly targets: T;
} {
  return { h: inputs[0], weight: inputs[1], bias: inputs.slice(2, -1), targets: inputs[inputs.length - 1] };
}

function infer(inputs: readonly TensorSpec[], attributes: HeadCrossEntropyAttributes): readonly TensorSpec[] {
  const { h, weight, bias, targets } = split(inputs);
  const [rows, channels] = h.shape;
  const [vocabulary] = weight.shape;
  if (h.shape.length !== 2 || weight.shape.length !== 2 || weight.shape[1] !== channels) {
    throw new Failure(
      `head_cross_entropy needs features [M, C] and a head [V, C]; it was given [${h.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
    );
  }
  if (bias.some(({ shape }) => shape.length !== 1 || shape[0] !== vocabulary)) {
    throw new Failure(`head_cross_entropy's bias has shape [${bias[0].shape.join(", ")}]; it must be [${vocabulary}].`);
  }
  checkTargets("head_cross_entropy", targets, rows, attributes);
  const logits = isOneChunk(rows, vocabulary, attributes) ? [f32(rows, vocabulary)] : [];
  return [f32(1), f32(rows), f32(rows), f32(1), ...logits];
}

function isOneChunk(rows: number, vocabulary: number, { maxLogitsBytes }: HeadCrossEntropyAttributes): boolean {
  return chunkRows(rows, vocabulary, maxLogitsBytes ?? MAX_LOGITS_BYTES).length === 1;
}

function lower(
  { inputs, outputs, attributes }: Application<HeadCrossEntropyAttributes>,
  take: TakeScratch,
  traits: DeviceTraits,
): readonly Launch[] {
  const { h, weight, bias, targets } = split(inputs);
  const [loss, tokenLoss, lse, scale, ...saved] = outputs;
  const [rows, channels] = h.shape;
  const [vocabulary] = weight.shape;
  const chunks = chunkRows(rows, vocabulary, attributes.maxLogitsBytes ?? MAX_LOGITS_BYTES);
  const layout = { transposeA: false, transposeB: true, ...(bias.length > 0 && { program: ADD_ROW }) };
  const launches = chunks.flatMap((chunk): readonly Launch[] => {
    const isWhole = chunks.length === 1;
    const part = isWhole ? h : take("h", f32(chunk.rows, channels));
    const logits = isWhole ? saved[0] : take("logits", f32(chunk.rows, vocabulary));
    return [
      ...(isWhole ? [] : [copyRowsLaunch(h, chunk.firstRow, part, 0, chunk.rows)]),
      ...productLaunches([part, weight, ...bias], logits, layout, take, traits),
      tokenLossLaunch({ logits, targets, tokenLoss, lse, firstRow: chunk.firstRow }, attributes, traits),
    ];
  });
  return [...launches, meanLossLaunch({ tokenLoss, targets, loss, scale }, vocabulary, attributes, traits)];
}

/**
 * Mean cross-entropy of h [M, C] times a head weight [V, C] (and bias [V]?) against targets i32 [M], a chunk of rows at a
 * time. Outputs loss [1], token_loss [M], lse [M], scale [1] (1 / kept rows), and the logits [M, V] where they are one chunk,
 * so that backward need not form them again. Only loss carries a gradient.
 */
export const headCrossEntropy: Operator<HeadCrossEntropyAttributes> = {
  name: "head_cross_entropy",
  infer,
  reference(inputs, attributes, specs) {
    const { h, weight, bias, targets } = split(inputs);
    const [rows, channels] = specs[0].shape;
    const logits = headLogitsReference(h, weight, bias.at(0), channels);
    const { loss, tokenLoss, lse, scale } = crossEntropyReference(logits, targets, attributes);
    const saved = isOneChunk(rows, specs[1].shape[0], attributes) ? [logits] : [];
    return [loss, tokenLoss, lse, scale, ...saved];
  },
  gradient(tape, { inputs, outputs: [, , lse, scale, ...logits], attributes }, [dloss]) {
    if (dloss === null) return inputs.map(() => null);
    const { h, weight, bias, targets } = split(inputs);
    const gradients = tape.apply(
      headCrossEntropyBackward,
      [dloss, scale, h, weight, ...bias, targets, lse, ...logits],
      { ...attributes, hasBias: bias.length > 0 },
    );
    return [...gradients, null];
  },
  scratch: (specs, attributes, traits) =>
    listScratch((take) => {
      const asTensor = (spec: TensorSpec): TensorSpec & { readonly id: number } => ({ id: -1, ...spec });
      const outputs = infer(specs, attributes).map(asTensor);
      return lower({ inputs: specs.map(asTensor), outputs, attributes }, take, traits);
    }),
  lower: (application, scratch, traits) => lower(application, takeFrom(scratch), traits),
};
