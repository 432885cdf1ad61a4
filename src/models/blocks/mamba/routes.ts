import { FORWARD, opposite, type ScanOrder } from "../../../kernels-wgsl/index.ts";
import type { InnerKnobs } from "./inner-shape.ts";

/** One path through the tokens, and what is put behind the names of its parameters. */
export interface Route {
  readonly order: ScanOrder;
  readonly suffix: string;
}

/** The paths of a scan order: as the tokens lie, backwards, and down the columns of the grid both ways. */
export function routesOf(
  { scanOrder, shareDirections }: Pick<InnerKnobs, "scanOrder"> & { readonly shareDirections: boolean },
  gridRows: number,
): readonly Route[] {
  const columns: ScanOrder = { isReversed: false, gridRows };
  const routes = [
    { order: FORWARD, suffix: "" },
    { order: opposite(FORWARD), suffix: "_reverse" },
    { order: columns, suffix: "_columns" },
    { order: opposite(columns), suffix: "_columns_reverse" },
  ].slice(0, { causal: 1, bidirectional: 2, "cross-4": 4 }[scanOrder]);
  return shareDirections ? routes.map((route) => ({ ...route, suffix: "" })) : routes;
}
