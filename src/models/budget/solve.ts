import type { ArchitectureDocument } from "../document/types.ts";
import { isRefused } from "../document/edit/outcome.ts";
import type { Lever } from "./levers.ts";

/** A legal value of a lever, with the document and its cost. */
export interface Tried {
  readonly value: number;
  readonly document: ArchitectureDocument;
  readonly cost: number;
}

/** What lies nearest below and above the target; on a monotone cost nothing legal lies between them. */
export interface Bracket {
  readonly below: Tried | undefined;
  readonly above: Tried | undefined;
  /** Why a value between them is not legal. */
  readonly obstacle: string | undefined;
}

/** How far legal values are looked for from one that is not. */
const REACH = 512;

/** Brackets a target by doubling and halving the lever and by bisection over its legal values. */
export function bracketTarget(
  lever: Lever,
  target: number,
  costOf: (document: ArchitectureDocument) => number,
): Bracket {
  const search = new Search(lever, costOf);
  const start = search.nearestLegal(lever.value, 0, lever.largest + 1);
  if (start === undefined) return { below: undefined, above: undefined, obstacle: search.obstacle };
  let below = start.cost <= target ? start : undefined;
  let above = start.cost <= target ? undefined : start;
  while (above === undefined && below !== undefined && below.value < lever.largest) {
    const next = search.nearestLegal(Math.min(lever.largest, below.value * 2), below.value, lever.largest + 1);
    if (next === undefined) break;
    if (next.cost <= target) below = next;
    else above = next;
  }
  while (below === undefined && above !== undefined && above.value > 1) {
    const next = search.nearestLegal(Math.floor(above.value / 2), 0, above.value);
    if (next === undefined) break;
    if (next.cost <= target) below = next;
    else above = next;
  }
  while (below !== undefined && above !== undefined) {
    const middle = Math.round((below.value + above.value) / 2);
    const next = search.nearestLegal(middle, below.value, above.value);
    if (next === undefined) break;
    if (next.cost <= target) below = next;
    else above = next;
  }
  return { below, above, obstacle: search.obstacle };
}

class Search {
  obstacle: string | undefined;
  private readonly lever: Lever;
  private readonly costOf: (document: ArchitectureDocument) => number;

  constructor(lever: Lever, costOf: (document: ArchitectureDocument) => number) {
    this.lever = lever;
    this.costOf = costOf;
  }

  /** The legal value nearest to `wanted` strictly between two others. */
  nearestLegal(wanted: number, low: number, high: number): Tried | undefined {
    for (let distance = 0; distance <= REACH; distance++) {
      for (const value of distance === 0 ? [wanted] : [wanted - distance, wanted + distance]) {
        if (value <= low || value >= high) continue;
        const outcome = this.lever.set(value);
        if (isRefused(outcome)) this.obstacle = outcome.refusal;
        else return { value, document: outcome.document, cost: this.costOf(outcome.document) };
      }
    }
    return undefined;
  }
}
