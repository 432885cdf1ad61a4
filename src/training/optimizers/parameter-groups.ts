import type { ParameterDeclaration } from "../../engine/graph/parameter.ts";
import { BLOCK_FLOATS } from "../../engine/plan/layout.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";

/** Settings shared by parameters, as an update kernel reads them for each block of 64 floats. */
export interface ParameterGroups {
  readonly groupOfBlock: Uint32Array<ArrayBuffer>;
  /** `[decay, learning-rate scale, is a Muon matrix, 0]` of each group. */
  readonly table: Float64Array;
}

type IsMatrix = (declaration: ParameterDeclaration) => boolean;

/** Groups the parameters by what the update does to them. Frozen ones have learning-rate scale 0. */
export function parameterGroups(layout: ParameterLayout, weightDecay: number, isMatrix: IsMatrix): ParameterGroups {
  const rows: number[][] = [];
  const groupOfBlock = new Uint32Array(layout.floats / BLOCK_FLOATS);
  for (const { declaration, offset, floats } of layout.parameters) {
    const { decay, learningRateScale, isTrainable } = declaration;
    const row = [decay ? weightDecay : 0, isTrainable ? learningRateScale : 0, isMatrix(declaration) ? 1 : 0, 0];
    const known = rows.findIndex((other) => other.join() === row.join());
    const group = known >= 0 ? known : rows.push(row) - 1;
    groupOfBlock.fill(group, offset / BLOCK_FLOATS, Math.ceil((offset + floats) / BLOCK_FLOATS));
  }
  if (rows.length === 0) rows.push([0, 0, 0, 0]);
  return { groupOfBlock, table: Float64Array.from(rows.flat()) };
}
