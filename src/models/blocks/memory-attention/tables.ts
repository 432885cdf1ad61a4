import type { HashAttributes } from "../../../kernels-wgsl/memory_lookup/kernel.ts";
import type { RequestedPart } from "../../build/block-build.ts";

const TABLE_STD = 0.02;
const BIAS_STD = 0.001;

/** A table [chunks, rows, width]. Rows that are not hit would only shrink, so tables do not decay. */
export function tablePart(name: string, chunks: number, rows: number, width: number): RequestedPart {
  return { name, shape: [chunks, rows, width], initialiser: { kind: "normal", standardDeviation: TABLE_STD } };
}

export function biasPart(name: string, width: number): RequestedPart {
  return { name, shape: [width], initialiser: { kind: "normal", standardDeviation: BIAS_STD } };
}

/** What the knobs say about codes and scores. */
export function hashOf(knobs: {
  readonly bits: number;
  readonly score: "paper" | "code";
  readonly temperature: number;
}): HashAttributes {
  const { bits, temperature } = knobs;
  return { bits, temperature, score: knobs.score === "paper" ? "softmax" : "l1_softmax" };
}
