import { Failure } from "../../lib/failure.ts";
import { hashOfStages } from "./arm-document.ts";
import type { ArmDocument } from "./arm-document.ts";
import type { SessionState } from "./state-file.ts";

/** Refuses to go on with other architectures than those of the exported session. */
export function assertSameDocuments(exported: SessionState | undefined, sources: readonly ArmDocument[]): void {
  for (const source of sources) {
    const hash = exported?.documents[source.id];
    if (hash !== undefined && hash !== hashOfStages(source)) {
      throw new Failure(
        `Arm ${source.id} is not the architecture that was exported; presets may have changed since. Resume with the version that exported it.`,
      );
    }
  }
}

/** Refuses to go on with other data than those of the exported session. */
export function assertSameData(exported: SessionState | undefined, sha256: string): void {
  const wanted = exported?.datasetSha256;
  if (wanted !== undefined && wanted !== sha256) {
    throw new Failure(`The data are not those of the exported run (SHA-256 ${wanted}). Give it the same text.`);
  }
}
