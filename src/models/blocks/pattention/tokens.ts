import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { applyPattention } from "../../../kernels-wgsl/pattention/kernel.ts";
import type { BuildContext, ParameterRequest, RequestedPart } from "../../build/block-build.ts";
import type { GrowthKnobs } from "./growth-rules.ts";

const KEY_STD = 0.02;

/** Spread of value tokens: what the released code calls "wang" initialisation. */
export const valueStd = (layers: number, width: number): number => 2 / (layers * Math.sqrt(width));

/** One set of parameter tokens: rows of keys or of values, some of them perhaps appended later. */
interface TokenSet {
  readonly created: RequestedPart;
  readonly grown: RequestedPart | null;
}

function tokenSet(
  name: string,
  created: number,
  knobs: GrowthKnobs,
  width: number,
  std: number,
  isKey: boolean,
): TokenSet {
  const part = (partName: string, rows: number, drawn?: number): RequestedPart => ({
    name: partName,
    shape: [rows, width],
    initialiser: { kind: "normal", standardDeviation: std, ...(drawn === undefined ? {} : { drawn }) },
  });
  const startsAtZero = isKey && knobs.newKeys === "zero";
  return {
    created: part(name, created),
    grown: knobs.grown === 0 ? null : part(`${name}_grown`, knobs.grown, startsAtZero ? 0 : undefined),
  };
}

/** Declares sets of tokens as one tensor [sets, tokens, width]; frozen ones are parameters of their own. */
function declared(
  graph: Graph,
  parameter: (request: ParameterRequest) => GraphTensor,
  sets: readonly TokenSet[],
  freezeOld: boolean,
): GraphTensor {
  const parts = sets.flatMap(({ created, grown }) => (grown === null ? [created] : [created, grown]));
  const [first, ...others] = parts;
  const whole = freezeOld
    ? graph.apply(
        concat,
        parts.map((part) => {
          const isOld = sets.some(({ created }) => created === part);
          return parameter({ parts: [part], role: "matrix", isTrainable: !isOld });
        }),
        { axis: 0 },
      )[0]
    : parameter({ parts: [first, ...others], role: "matrix" });
  const [rows, width] = whole.shape;
  return sets.length === 1 ? whole : graph.reshape(whole, [sets.length, rows / sets.length, width]);
}

/** What a layer of Pattention is made of. */
export interface PattentionLayer {
  /** Names behind `key` and `value`: one layer for each, all reading the same input. */
  readonly suffixes: readonly string[];
  /** Tokens at creation. */
  readonly tokens: number;
  readonly knobs: GrowthKnobs;
  readonly outputs: number;
}

/** Pattention of x [..., in] over learned tokens: [..., outputs], or [sets, ..., outputs] for several sets. */
export function pattentionLayer(
  { graph, parameter, depth }: Pick<BuildContext<unknown>, "graph" | "parameter" | "depth">,
  x: GraphTensor,
  { suffixes, tokens, knobs, outputs }: PattentionLayer,
): GraphTensor {
  const width = x.shape[x.shape.length - 1];
  const keys = suffixes.map((suffix) => tokenSet(`key${suffix}`, tokens, knobs, width, KEY_STD, true));
  const spread = valueStd(depth.count, width);
  const values = suffixes.map((suffix) => tokenSet(`value${suffix}`, tokens, knobs, outputs, spread, false));
  const rows = graph.reshape(x, [x.shape.slice(0, -1).reduce((product, extent) => product * extent, 1), width]);
  const tau = Math.sqrt(tokens + (knobs.tau === "keep" ? 0 : knobs.grown));
  const [key, value] = [keys, values].map((sets) => declared(graph, parameter, sets, knobs.freezeOld));
  const y = applyPattention(graph, [rows, key, value], { norm: knobs.normaliser, tau }) as GraphTensor;
  const shape = [...x.shape.slice(0, -1), outputs];
  return graph.reshape(y, suffixes.length === 1 ? shape : [suffixes.length, ...shape]);
}
