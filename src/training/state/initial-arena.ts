import { initialValues } from "../../engine/graph/parameter.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";

/** The parameter arena at the start of a run: made in float64 on the host, rounded once; padding is 0. */
export function initialArena(layout: ParameterLayout, seed: number): Float32Array<ArrayBuffer> {
  const arena = new Float32Array(layout.floats);
  for (const { declaration, parts } of layout.parameters) {
    declaration.parts.forEach((part, index) => {
      arena.set(initialValues(part, seed), parts[index].offset);
    });
  }
  return arena;
}
