/** Blocks that are trained as branches and deployed as one. */
const BRANCHED_KINDS = ["branched-convolution", "frequency-mixer", "joined-attention", "joined-feed-forward"] as const;

export type BranchedKind = (typeof BRANCHED_KINDS)[number];

/** Whether a block of this kind and these knobs stands in its trained form. */
export const isBranched = (kind: unknown, knobs: unknown): boolean =>
  BRANCHED_KINDS.some((branched) => branched === kind) && (knobs as { merged?: unknown } | undefined)?.merged !== true;

/** Whether a document, as it is written, has a block whose branches can be merged. */
export function hasBranches(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { kind, knobs } = value as { readonly kind?: unknown; readonly knobs?: unknown };
  return isBranched(kind, knobs) || Object.values(value).some(hasBranches);
}
