import type { Expansion } from "../_kernel/expander.ts";
import type { TensorSpec } from "../_kernel/operator.ts";
import { withPack, type Pack } from "../_kernel/packed-row.ts";
import continuants from "../continued_fraction/continuants.wgsl?raw";
import type { CffnAttributes } from "./reference.ts";

/** Number of ladders in a tensor of W (depth rows each) and V (one row each). */
export const ladderCount = (ladders: TensorSpec, depth: number): number => ladders.shape[0] / (depth + 1);

/** Constants and snippets that all kernels of the ladders share. */
export function ladderExpansion(pack: Pack, { depth, gradient }: CffnAttributes, hasSlopes: boolean): Expansion {
  return withPack(pack, {
    constants: { D: depth, HAS_SLOPES: hasSlopes, IS_EXACT: gradient === "exact" },
    snippets: { CONTINUANTS: continuants },
  });
}
