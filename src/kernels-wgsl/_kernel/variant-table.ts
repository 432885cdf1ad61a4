import { Failure } from "../../lib/failure.ts";
import type { DeviceTraits } from "./operator.ts";

/** A kernel's candidates by name; each says what it is for one application, or null where it cannot compute it. */
export type Candidates<Situation, Variant> = Readonly<Record<string, (situation: Situation) => Variant | null>>;

/** The candidate that the device's table names for a class; null where the kernel's own rule shall choose. */
export function namedCandidate<Situation, Variant>(
  { variants }: Pick<DeviceTraits, "variants">,
  shapeClass: string,
  candidates: Candidates<Situation, Variant>,
  situation: Situation,
): Variant | null {
  const name = variants?.[shapeClass];
  if (name === undefined) return null;
  if (!Object.hasOwn(candidates, name)) {
    throw new Failure(
      `The variant table names "${name}" for ${shapeClass}, which does not exist; there are ${Object.keys(candidates).join(", ")}.`,
    );
  }
  return candidates[name](situation);
}
