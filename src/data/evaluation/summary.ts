import type { TokenStream } from "../tokenizers/tokenizer.ts";
import type { EvaluationSlice } from "./slice.ts";

export interface EvaluationSummary {
  /** Nats per token, label or image; a mean squared error where values are asked. */
  readonly loss: number;
  /** Of `loss`; absent when there is only one block. */
  readonly standardError?: number;
  /** What the standard error takes as independent: documents, windows where the slice has too few documents, or stretches of a series. */
  readonly blockedBy: "document" | "window" | "stretch";
  /** Absent where values are asked, as are bits per byte: no probability is given then. */
  readonly perplexity?: number;
  /** What one factor of the perplexity stands for, such as `per byte`. */
  readonly perplexityUnit?: string;
  readonly bitsPerByte?: number;
  readonly bitsPerByteStandardError?: number;
  /** Share of labels, images or pixels answered rightly; absent where next tokens are asked. */
  readonly accuracy?: number;
  /** Mean loss of the first, second ... value asked of a row; only where values are asked. */
  readonly lossByExample?: number[];
  /** Where values are forecast: the mean absolute error beside the squared one. */
  readonly meanAbsoluteError?: number;
  /** Where segments are asked: intersection over union, mean over the classes that occur, and of each, null for one that does not. */
  readonly meanIou?: number;
  readonly iouByClass?: (number | null)[];
  readonly panopticQuality?: number;
  readonly targets: number;
  readonly bytes: number;
}

/** With fewer documents than this, their spread says too little, and windows are taken as independent instead. */
const FEWEST_DOCUMENTS = 8;

/** The document that holds each window's first target. */
function documentOfWindows(slice: EvaluationSlice, documentStarts: Uint32Array): number[] {
  let document = 0;
  return Array.from(slice.windowStarts, (start) => {
    while (document + 1 < documentStarts.length && documentStarts[document + 1] <= start + 1) document++;
    return document;
  });
}

interface Block {
  nats: number;
  targets: number;
}

function blocksOf(slice: EvaluationSlice, windowNats: ArrayLike<number>, keys: readonly number[]): Block[] {
  const blocks = new Map<number, Block>();
  keys.forEach((key, window) => {
    const block = blocks.get(key) ?? { nats: 0, targets: 0 };
    block.nats += windowNats[window];
    block.targets += slice.windowTargets[window];
    blocks.set(key, block);
  });
  return [...blocks.values()];
}

/** Standard error of a ratio of sums over independent blocks (linearised, as in cluster sampling). */
function ratioStandardError(blocks: readonly Block[], loss: number, targets: number): number | undefined {
  const n = blocks.length;
  if (n < 2) return undefined;
  const squares = blocks.reduce((sum, block) => sum + (block.nats - loss * block.targets) ** 2, 0);
  return Math.sqrt((n / (n - 1)) * squares) / targets;
}

/** Of the mean loss over what is scored; windows of one key belong together, each is its own where none are given. Undefined for a single block. */
export function standardErrorOfLoss(
  slice: EvaluationSlice,
  losses: Float64Array,
  keys: readonly number[] = Array.from(losses, (_, window) => window),
): number | undefined {
  const loss = losses.reduce((sum, one) => sum + one, 0) / slice.targets;
  return ratioStandardError(blocksOf(slice, losses, keys), loss, slice.targets);
}

/** What the summed nats of each window amount to, and of labels those that were right in each. */
export function summarizeEvaluation(
  { documentStarts }: Pick<TokenStream, "documentStarts">,
  slice: EvaluationSlice,
  windowNats: ArrayLike<number>,
  windowCorrect?: Uint32Array,
): EvaluationSummary & Required<Pick<EvaluationSummary, "perplexity" | "bitsPerByte">> {
  if (windowNats.length !== slice.windowStarts.length) {
    throw new RangeError(`${windowNats.length} window losses were given for ${slice.windowStarts.length} windows.`);
  }
  const nats = Array.from(windowNats).reduce((sum, value) => sum + value, 0);
  const loss = nats / slice.targets;
  const documents = documentOfWindows(slice, documentStarts);
  const blockedBy = new Set(documents).size >= FEWEST_DOCUMENTS ? "document" : "window";
  const keys = blockedBy === "document" ? documents : documents.map((_, window) => window);
  const standardError = ratioStandardError(blocksOf(slice, windowNats, keys), loss, slice.targets);
  const bitsPerNat = slice.targets / (Math.LN2 * slice.bytes);
  return {
    loss,
    blockedBy,
    perplexity: Math.exp(loss),
    bitsPerByte: loss * bitsPerNat,
    targets: slice.targets,
    bytes: slice.bytes,
    ...(windowCorrect === undefined
      ? {}
      : { accuracy: windowCorrect.reduce((sum, right) => sum + right, 0) / slice.targets }),
    ...(standardError === undefined ? {} : { standardError, bitsPerByteStandardError: standardError * bitsPerNat }),
  };
}
