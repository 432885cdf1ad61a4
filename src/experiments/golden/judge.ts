import type { Values } from "./axes.ts";
import type { GoldenCase } from "./golden-case.ts";

export interface TensorFailure {
  readonly tensor: string;
  readonly sentence: string;
  readonly index?: number;
  readonly got?: number;
  readonly want?: number;
  readonly tolerance?: number;
}

export interface Judgement {
  /** Expected tensors that were compared. */
  readonly tensors: number;
  readonly failures: readonly TensorFailure[];
}

function isExpected(name: string): boolean {
  return name.startsWith("out.") || name.startsWith("grad.");
}

function placeText(index: number, shape: readonly number[]): string {
  const place: number[] = [];
  let rest = index;
  for (const extent of [...shape].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return `[${place.join(", ")}]`;
}

function judgeTensor(tensor: string, got: Values, want: Values, rtol: number, atol: number): TensorFailure | undefined {
  if (got.values.length !== want.values.length || got.shape.join() !== want.shape.join()) {
    return { tensor, sentence: `has shape [${got.shape.join(", ")}], wanted [${want.shape.join(", ")}]` };
  }
  let worst = -1;
  let worstExcess = 0;
  want.values.forEach((wanted, index) => {
    const error = Math.abs(got.values[index] - wanted);
    const excess = Number.isFinite(got.values[index]) ? error - (atol + rtol * Math.abs(wanted)) : Infinity;
    if (excess > worstExcess) [worst, worstExcess] = [index, excess];
  });
  if (worst < 0) return undefined;
  const tolerance = atol + rtol * Math.abs(want.values[worst]);
  const sentence = `element ${placeText(worst, want.shape)} is ${got.values[worst]}, wanted ${want.values[worst]} within ${tolerance}`;
  return { tensor, sentence, index: worst, got: got.values[worst], want: want.values[worst], tolerance };
}

/** The pass rule of the golden cases: every expected tensor, every element within `atol + rtol * |want|`, nothing NaN. */
export function judge(golden: GoldenCase, results: ReadonlyMap<string, Values>): Judgement {
  const names = [...golden.tensors.keys()].filter(isExpected).sort();
  const failures = names.flatMap((name): TensorFailure[] => {
    const got = results.get(name);
    if (got === undefined) return [{ tensor: name, sentence: "was not computed" }];
    const tolerance = name in golden.tolerances ? golden.tolerances[name] : undefined;
    if (tolerance === undefined) return [{ tensor: name, sentence: "has no tolerance in the case" }];
    const failure = judgeTensor(name, got, golden.tensors.get(name)!, tolerance.rtol, tolerance.atol);
    return failure === undefined ? [] : [failure];
  });
  return { tensors: names.length, failures };
}
