import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type Shape, type Tensor } from "../_kernel/operator.ts";
import { withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { joinReference, splitReference } from "./reference.ts";

export interface SplitAttributes {
  /** Columns of each piece, two to seven; their sum is the width. */
  readonly widths: readonly number[];
}

/** With the tensor itself, as many storage buffers as one launch may bind. */
const MAX_PIECES = 7;

function pieceShapes(shape: Shape, widths: readonly number[]): readonly Shape[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const isLegal = widths.length >= 2 && widths.length <= MAX_PIECES && widths.every((width) => width >= 1);
  if (!isLegal || total !== shape[shape.length - 1]) {
    throw new Failure(
      `split: pieces of ${widths.join(", ")} columns do not make up the last axis of [${shape.join(", ")}]; two to ${MAX_PIECES} pieces must add up to it.`,
    );
  }
  return widths.map((width) => [...shape.slice(0, -1), width]);
}

function lowerSplit(whole: Tensor, pieces: readonly Tensor[], widths: readonly number[], isBackward: boolean): Launch {
  const pack = widths.every((width) => width % 4 === 0) ? 4 : 1;
  const packs = whole.shape[whole.shape.length - 1] / pack;
  const size = sizeOf(whole.shape) / pack;
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width, 0) / pack);
  const bytes = 4 * sizeOf(whole.shape);
  return {
    label: isBackward ? "split_backward" : "split",
    source: expand(isBackward ? backward : forward, withPack(pack, { constants: { PIECES: widths.length } })),
    params: { size, packs, ...Object.fromEntries(starts.map((start, i) => [`start${i}`, start])) },
    bindings: isBackward ? [...pieces.map(read), write(whole)] : [read(whole), ...pieces.map(write)],
    workgroups: foldWorkgroups(size, 64),
    counters: { ...NO_COST, bytesRead: bytes, bytesWritten: bytes, bytesTouched: 2 * bytes, launches: 1 },
  };
}

/** Pieces of the last axis, in order: one launch forward, and one back however many pieces there are. */
export const split: Operator<SplitAttributes> = {
  name: "split",
  infer: ([x], { widths }) => pieceShapes(x.shape, widths).map((shape) => f32(...shape)),
  reference: ([x], { widths }) => splitReference(x, widths),
  gradient(tape, { outputs, attributes }, gradients) {
    if (gradients.every((gradient) => gradient === null)) return [null];
    const pieces = outputs.map(
      (piece, i) =>
        gradients[i] ??
        tape.constant(`zeros [${piece.shape.join(", ")}]`, piece, () => new Float64Array(sizeOf(piece.shape))),
    );
    return tape.apply(splitBackward, pieces, attributes);
  },
  lower: ({ inputs: [x], outputs, attributes: { widths } }) => [lowerSplit(x, outputs, widths, false)],
};

export const splitBackward: Operator<SplitAttributes> = {
  name: "split_backward",
  infer(pieces, { widths }) {
    const shape = [...pieces[0].shape.slice(0, -1), widths.reduce((sum, width) => sum + width, 0)];
    return [f32(...shape)];
  },
  reference: (pieces, { widths }) => [joinReference(pieces, widths)],
  lower: ({ inputs, outputs: [dx], attributes: { widths } }) => [lowerSplit(dx, inputs, widths, true)],
};
