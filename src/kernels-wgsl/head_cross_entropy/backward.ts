import { columnSumLaunch, rowTiles } from "../_kernel/column-sum.ts";
import {
  f32,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { logitsGradientLaunch } from "../cross_entropy/launches.ts";
import type { CrossEntropyAttributes } from "../cross_entropy/reference.ts";
import { chunkRows, MAX_LOGITS_BYTES, type RowChunk } from "./chunks.ts";
import { headCrossEntropyBackwardReference } from "./reference.ts";
import { ADD_ROW, ADD_SUM, copyRowsLaunch, listScratch, productLaunches, takeFrom, type TakeScratch } from "./steps.ts";

export interface HeadCrossEntropyBackwardAttributes extends CrossEntropyAttributes {
  readonly maxLogitsBytes?: number;
  readonly hasBias: boolean;
}

interface Named<T> {
  readonly dloss: T;
  readonly scale: T;
  readonly h: T;
  readonly weight: T;
  readonly bias: readonly T[];
  readonly targets: T;
  readonly lse: T;
  /** The forward pass's logits where they are one chunk. */
  readonly logits: readonly T[];
}

function split<T>(inputs: readonly T[], hasBias: boolean): Named<T> {
  const [dloss, scale, h, weight, ...others] = inputs;
  const bias = others.slice(0, hasBias ? 1 : 0);
  const [targets, lse, ...logits] = others.slice(bias.length);
  return { dloss, scale, h, weight, bias, targets, lse, logits };
}

/** Everything a chunk's launches share. */
interface Pass {
  readonly tensors: Named<Tensor>;
  readonly outputs: readonly Tensor[];
  readonly attributes: HeadCrossEntropyBackwardAttributes;
  readonly chunks: readonly RowChunk[];
  readonly take: TakeScratch;
  readonly traits: DeviceTraits;
}

function lower(
  { inputs, outputs, attributes }: Application<HeadCrossEntropyBackwardAttributes>,
  take: TakeScratch,
  traits: DeviceTraits,
): readonly Launch[] {
  const tensors = split(inputs, attributes.hasBias);
  const [rows] = tensors.h.shape;
  const [vocabulary] = tensors.weight.shape;
  const chunks = chunkRows(rows, vocabulary, attributes.maxLogitsBytes ?? MAX_LOGITS_BYTES);
  const pass = { tensors, outputs, attributes, chunks, take, traits };
  return chunks.flatMap((_, i) => [...logitsLaunches(pass, i), ...gradientLaunches(pass, i)]);
}

const chunkOf = ({ chunks, tensors: { h }, take }: Pass, i: number): Tensor =>
  chunks.length === 1 ? h : take("h", f32(chunks[i].rows, h.shape[1]));

const logitsGradientOf = ({ chunks, tensors: { weight }, take }: Pass, i: number): Tensor =>
  take("dlogits", f32(chunks[i].rows, weight.shape[0]));

/** A chunk's logits, formed again unless they were saved, and their gradient. */
function logitsLaunches(pass: Pass, i: number): readonly Launch[] {
  const { tensors, attributes, chunks, take, traits } = pass;
  const { dloss, scale, h, weight, bias, targets, lse } = tensors;
  const { firstRow, rows } = chunks[i];
  const isWhole = chunks.length === 1;
  const part = chunkOf(pass, i);
  const logits = isWhole ? tensors.logits[0] : take("logits", f32(rows, weight.shape[0]));
  const dlogits = logitsGradientOf(pass, i);
  const layout = { transposeA: false, transposeB: true, ...(bias.length > 0 && { program: ADD_ROW }) };
  return [
    ...(isWhole ? [] : [copyRowsLaunch(h, firstRow, part, 0, rows)]),
    ...(isWhole ? [] : productLaunches([part, weight, ...bias], logits, layout, take, traits)),
    logitsGradientLaunch({ dloss, scale, logits, targets, lse, dlogits, firstRow }, attributes, traits),
  ];
}

/** What a chunk adds to the three gradients. */
function gradientLaunches(pass: Pass, i: number): readonly Launch[] {
  const { tensors, outputs, chunks, take, traits } = pass;
  const { weight } = tensors;
  const [dh, dweight, ...dbias] = outputs;
  const { firstRow, rows } = chunks[i];
  const isWhole = chunks.length === 1;
  const dlogits = logitsGradientOf(pass, i);
  const dpart = isWhole ? dh : take("dh", f32(rows, weight.shape[1]));
  // No launch may read what it writes, so the sum alternates between two tensors and ends in dweight.
  const sumAfter = (k: number): Tensor =>
    (chunks.length - 1 - k) % 2 === 0 ? dweight : take("dweight", f32(...weight.shape));
  const before = i === 0 ? [] : [sumAfter(i - 1)];
  const layout = { transposeA: true, transposeB: false, ...(i > 0 && { program: ADD_SUM }) };
  return [
    ...productLaunches([dlogits, weight], dpart, { transposeA: false, transposeB: false }, take, traits),
    ...(isWhole ? [] : [copyRowsLaunch(dpart, 0, dh, firstRow, rows)]),
    ...productLaunches([dlogits, chunkOf(pass, i), ...before], sumAfter(i), layout, take, traits),
    ...dbias.flatMap((sum) => biasLaunches(pass, i, dlogits, sum)),
  ];
}

/** Column sums over tiles of this chunk's rows; behind the last chunk, the sum of all tiles. */
function biasLaunches({ chunks, take, traits }: Pass, i: number, dlogits: Tensor, dbias: Tensor): readonly Launch[] {
  const tilings = chunks.map(({ rows }) => rowTiles(rows, traits));
  const total = tilings.reduce((sum, { tiles }) => sum + tiles, 0);
  const partials = take("dbias", f32(total, dlogits.shape[1]));
  const firstTile = tilings.slice(0, i).reduce((sum, { tiles }) => sum + tiles, 0);
  const part = columnSumLaunch([{ x: dlogits, y: partials }], chunks[i].rows, tilings[i], firstTile);
  if (i < chunks.length - 1) return [part];
  return [part, columnSumLaunch([{ x: partials, y: dbias }], total, { rowsPerTile: total, tiles: 1 })];
}

function infer(inputs: readonly TensorSpec[], { hasBias }: HeadCrossEntropyBackwardAttributes): readonly TensorSpec[] {
  const { h, weight, bias } = split(inputs, hasBias);
  return [h, weight, ...bias];
}

/**
 * Inputs dloss [1], scale [1], h [M, C], weight [V, C], bias [V]?, targets [M], lse [M], logits [M, V]? (where they are one
 * chunk); outputs dh, dweight, dbias?.
 */
export const headCrossEntropyBackward: Operator<HeadCrossEntropyBackwardAttributes> = {
  name: "head_cross_entropy_backward",
  infer,
  reference(inputs, attributes, specs) {
    const { dloss, scale, h, weight, bias, targets, lse } = split(inputs, attributes.hasBias);
    const { dh, dweight, dbias } = headCrossEntropyBackwardReference(
      { dloss: dloss[0], scale: scale[0], h, weight, bias: bias.at(0), targets, lse },
      specs[2].shape[1],
      attributes,
    );
    return attributes.hasBias ? [dh, dweight, dbias] : [dh, dweight];
  },
  scratch: (specs, attributes, traits) =>
    listScratch((take) => {
      const asTensor = (spec: TensorSpec): Tensor => ({ id: -1, ...spec });
      const outputs = infer(specs, attributes).map(asTensor);
      return lower({ inputs: specs.map(asTensor), outputs, attributes }, take, traits);
    }),
  lower: (application, scratch, traits) => lower(application, takeFrom(scratch), traits),
};
