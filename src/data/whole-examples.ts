import { Failure } from "../lib/failure.ts";
import type { DataRequest } from "./prepared.ts";

/** Examples that are read whole have no sequence length to choose. @throws Failure that names the field */
export function refuseSequenceLength(examples: string, sequenceLength: number): void {
  if (sequenceLength === 1) return;
  throw new Failure(
    `${examples} read whole, but the experiment has a sequence length of ${sequenceLength}: take \`sequenceLength\` out of it, or set it to 1.`,
  );
}

/** Whoever names a hash means those data and no others. @throws Failure with both hashes */
export function refuseOtherData(
  title: string,
  found: string,
  { sha256 }: Pick<DataRequest, "sha256">,
  noun: string,
): void {
  if (sha256 === undefined || sha256 === found) return;
  throw new Failure(
    `${title} has the SHA-256 ${found}, but the experiment was made with ${sha256}: use the same ${noun}, or take \`data.sha256\` out of the experiment.`,
  );
}
