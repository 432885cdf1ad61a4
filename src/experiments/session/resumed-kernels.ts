import type { VariantTable } from "../../kernels-wgsl/index.ts";
import type { Segment } from "../schema/result.ts";

/** The table that a run was recorded with, where it resumes on an adapter of the same name: its bits go on as they began. */
export function tableToResume(segments: readonly Segment[], adapter: string): VariantTable | undefined {
  const last = segments.at(-1);
  return last?.adapter === adapter ? last.variants : undefined;
}

/** Why a resumed run has other kernels than before; null where it has the same, or another architecture. */
export function otherKernelsSentence(segments: readonly Segment[]): string | null {
  const [before, now] = segments.slice(-2);
  if (segments.length < 2 || before.planHash === now.planHash || before.documentHash !== now.documentHash) return null;
  const why =
    before.adapter === now.adapter
      ? "Bakeoff, or what it knows of this adapter, has changed since"
      : `they are chosen for ${now.adapter}, not for ${before.adapter}`;
  return `Its kernels are others than before: ${why}. The run goes on, but not to the same bits.`;
}
