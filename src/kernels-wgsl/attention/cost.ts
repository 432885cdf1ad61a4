import type { Counters } from "../../lib/counters.ts";
import type { AttentionAttributes, AttentionShape } from "./attention-shape.ts";
import { ownersPerHead, pairsPerHead, stepsPerHead } from "./band.ts";
import { finalWorkgroupBytes, ownTraffic, stepTraffic } from "./traffic.ts";
import { TILE_THREADS, type AttentionPass, type Variant } from "./variant.ts";

export interface PassCost {
  readonly pass: AttentionPass;
  readonly shape: AttentionShape;
  readonly attributes: AttentionAttributes;
  readonly variant: Variant;
  /** The rows pass computes its statistics itself. */
  readonly isFused: boolean;
  /** Bytes of all inputs and of all outputs, each once. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

type Arithmetic = Pick<Counters, "multiplies" | "adds" | "specials">;

/**
 * What is computed for each pair of the band and for each row. Left out, as parts of the algorithm's form: rescaling by the
 * running maximum, and lanes outside the band.
 */
function arithmetic(
  pass: AttentionPass,
  pairs: number,
  rows: number,
  { headWidth: D, valueWidth: Dv }: AttentionAttributes,
  isFused: boolean,
): Arithmetic {
  switch (pass) {
    case "forward":
      return {
        multiplies: pairs * (D + Dv) + rows * (D + Dv),
        adds: pairs * (D + Dv + 2) + rows,
        specials: pairs + 2 * rows,
      };
    case "rows": {
      const delta = isFused ? Dv : 0;
      return {
        multiplies: pairs * (2 * D + Dv + 1) + rows * (2 * D + delta),
        adds: pairs * (2 * D + Dv) + rows * delta,
        specials: pairs,
      };
    }
    case "columns":
      return {
        multiplies: pairs * (2 * D + 2 * Dv + 1) + rows * 2 * D,
        adds: pairs * (2 * D + 2 * Dv),
        specials: pairs,
      };
  }
}

/** Exact counters of one launch. */
export function passCounters(cost: PassCost): Counters {
  const { pass, shape, attributes, variant, isFused, bytesRead, bytesWritten } = cost;
  const heads = shape.batch * attributes.queryHeads;
  const rowHeads = pass === "columns" ? shape.batch * attributes.kvHeads : heads;
  const rows = rowHeads * (pass === "columns" ? shape.keys : shape.queries);
  const owners = rowHeads * ownersPerHead(pass, shape, variant);
  // The columns pass runs its loop once for each query head of the group: as often as there are query heads in all.
  const steps = heads * stepsPerHead(pass, shape, attributes.queryOffset, variant);
  const { globalBytes, workgroupBytes } = stepTraffic(pass, attributes, variant);
  const ownBytes = owners * (variant.isTiled ? TILE_THREADS : 4) * ownTraffic(pass, attributes, variant, isFused);
  return {
    ...arithmetic(pass, heads * pairsPerHead(shape, attributes.queryOffset), rows, attributes, isFused),
    bytesRead,
    bytesWritten,
    bytesTouched: steps * globalBytes + ownBytes + bytesWritten,
    workgroupBytes: steps * workgroupBytes + owners * finalWorkgroupBytes(pass, variant),
    launches: 1,
  };
}
