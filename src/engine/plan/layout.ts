import { sizeOf, type Shape } from "../../kernels-wgsl/index.ts";
import { packedShape, type ParameterDeclaration } from "../graph/parameter.ts";
import type { Graph } from "../graph/graph.ts";

/** Parameters start on 64-float (256-byte) boundaries: what a storage binding's offset must be a multiple of. */
export const BLOCK_FLOATS = 64;

export interface PlacedPart {
  readonly name: string;
  readonly shape: Shape;
  /** In floats from the start of the arena. */
  readonly offset: number;
}

export interface PlacedParameter {
  readonly declaration: ParameterDeclaration;
  readonly offset: number;
  readonly floats: number;
  readonly parts: readonly PlacedPart[];
}

/** Settings shared by parameters: what an optimizer kernel reads per 64-float block. */
export interface ParameterGroup {
  readonly decay: boolean;
  readonly learningRateScale: number;
  readonly isTrainable: boolean;
}

/** Where every parameter lies in the flat arenas of values, gradients and optimizer state. */
export interface ParameterLayout {
  /** Arena length, a multiple of 64. */
  readonly floats: number;
  readonly parameters: readonly PlacedParameter[];
  readonly groups: readonly ParameterGroup[];
  /** Group of each 64-float block. */
  readonly groupOfBlock: Uint32Array<ArrayBuffer>;
  /** Number of scalars, padding and running statistics excluded: the count that is shown. */
  readonly parameterCount: number;
}

/** Lays the graph's parameters out in declaration order. The same model gives the same layout whatever it is built for. */
export function layoutParameters(graph: Graph): ParameterLayout {
  let offset = 0;
  const parameters = graph.parameters.map(({ declaration }): PlacedParameter => {
    const floats = sizeOf(packedShape(declaration));
    const placed = { declaration, offset, floats, parts: placeParts(declaration, offset) };
    offset += Math.ceil(floats / BLOCK_FLOATS) * BLOCK_FLOATS;
    return placed;
  });
  const floats = Math.max(BLOCK_FLOATS, offset);
  const { groups, groupOfBlock } = groupBlocks(parameters, floats);
  const weights = parameters.filter(({ declaration }) => declaration.role !== "statistic");
  const parameterCount = weights.reduce((sum, parameter) => sum + parameter.floats, 0);
  return { floats, parameters, groups, groupOfBlock, parameterCount };
}

function placeParts(declaration: ParameterDeclaration, start: number): PlacedPart[] {
  let offset = start;
  return declaration.parts.map(({ name, shape }) => {
    const placed = { name, shape, offset };
    offset += sizeOf(shape);
    return placed;
  });
}

function groupBlocks(
  parameters: readonly PlacedParameter[],
  floats: number,
): { groups: ParameterGroup[]; groupOfBlock: Uint32Array<ArrayBuffer> } {
  const groups: ParameterGroup[] = [];
  const groupOfBlock = new Uint32Array(floats / BLOCK_FLOATS);
  for (const { declaration, offset, floats: length } of parameters) {
    const { decay, learningRateScale, isTrainable } = declaration;
    const same = (group: ParameterGroup): boolean =>
      group.decay === decay && group.learningRateScale === learningRateScale && group.isTrainable === isTrainable;
    let index = groups.findIndex(same);
    if (index === -1) index = groups.push({ decay, learningRateScale, isTrainable }) - 1;
    groupOfBlock.fill(index, offset / BLOCK_FLOATS, Math.ceil((offset + length) / BLOCK_FLOATS));
  }
  return { groups, groupOfBlock };
}
