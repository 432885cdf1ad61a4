import { useStore } from "zustand";
import { formatBytes } from "../../lib/bytes.ts";
import { bytesOfWeights, weightsStore } from "./weights-store.ts";

/** How much room the trained weights of a run take; nothing where none are kept. */
export function WeightsNote({ id }: { readonly id: string }) {
  const bytes = bytesOfWeights(useStore(weightsStore).weights ?? [], id);
  return bytes === 0 ? null : `, weights ${formatBytes(bytes)}`;
}
