import { parseExperiment } from "../experiments/schema/experiment.ts";
import type { Experiment } from "../experiments/schema/experiment.ts";
import { jsonObjectSchema } from "../experiments/schema/parts.ts";
import { refusal } from "../experiments/schema/sentences.ts";
import { currentTag, migrate } from "../experiments/schema/versions.ts";
import type { VersionedFormat } from "../experiments/schema/versions.ts";
import { Failure } from "../lib/failure.ts";
import { z } from "../lib/zod.ts";
import { CATALOGUE } from "../models/blocks/index.ts";
import { elideDefaults } from "../models/document/canonical.ts";
import { assertBoundedJson } from "../models/document/limits.ts";
import { checkDocument } from "../models/document/validate.ts";
import { resultDigestSchema } from "./result-digest.ts";
import type { ResultDigest } from "./result-digest.ts";
import { withoutDefaults } from "./without-defaults.ts";

/** What links and shared files hold; the number of the version stands in the address. */
export const SHARE_FORMAT: VersionedFormat = { name: "bakeoff/share", noun: "shared link", migrations: [] };

export const SHARE_TAG = currentTag(SHARE_FORMAT);

/** Exactly one of: an architecture, an experiment, an experiment with what it came to. */
export type SharedContent =
  | { readonly kind: "document"; readonly document: Record<string, unknown> }
  | { readonly kind: "experiment"; readonly experiment: Experiment }
  | { readonly kind: "result"; readonly experiment: Experiment; readonly digest: ResultDigest };

const envelopeSchema = z
  .strictObject({
    schema: z.literal(SHARE_TAG),
    document: jsonObjectSchema.optional(),
    experiment: jsonObjectSchema.optional(),
    result: resultDigestSchema.optional(),
  })
  .refine((content) => (content.document === undefined) !== (content.experiment === undefined), {
    error: "must hold either an architecture or an experiment",
  })
  .refine((content) => content.result === undefined || content.experiment !== undefined, {
    error: "must hold the experiment that its result came from",
  });

/** A right document in its shortest form; any other as it is. */
function shortDocument(document: Record<string, unknown>): Record<string, unknown> {
  const checked = checkDocument(document, CATALOGUE);
  if (checked.problems.length > 0 || checked.document === undefined) return document;
  return elideDefaults(checked.document, CATALOGUE) as unknown as Record<string, unknown>;
}

/** An experiment as links carry it: documents shortened, defaults left out, the reader's own mirror not told. */
export function shortExperiment(experiment: Experiment): Record<string, unknown> {
  // Documents are shortened by their own rules; to the search for defaults they are opaque.
  const opaque = {
    ...experiment,
    data: { ...experiment.data, hub: undefined },
    arms: experiment.arms.map((arm) => (arm.document === undefined ? arm : { ...arm, document: {} })),
  };
  const short = withoutDefaults(opaque, parseExperiment) as typeof opaque;
  const arms = short.arms.map((arm, index) => {
    const { document } = experiment.arms[index];
    return document === undefined ? arm : { ...arm, document: shortDocument(document) };
  });
  return { ...short, arms };
}

/** Content as a JSON value of the current version, without its `schema`. */
export function envelopeOf(content: SharedContent): Record<string, unknown> {
  if (content.kind === "document") return { document: shortDocument(content.document) };
  const experiment = shortExperiment(content.experiment);
  return content.kind === "experiment" ? { experiment } : { experiment, result: content.digest };
}

function readExperiment(value: Record<string, unknown>): Experiment {
  const experiment = parseExperiment(value);
  if (experiment.data.hub !== undefined) {
    throw new Failure("The link names a dataset hub of its own, which links may not. Ask for one made by this page.");
  }
  for (const { document } of experiment.arms) if (document !== undefined) assertBoundedJson(document);
  return experiment;
}

/** Reads an envelope of any released version; throws a Failure that says what is wrong with it. Computes nothing. */
export function readContent(value: unknown): SharedContent {
  const parsed = envelopeSchema.safeParse(migrate(SHARE_FORMAT, value));
  if (!parsed.success) throw refusal(SHARE_FORMAT.noun, parsed.error);
  const { document, experiment, result } = parsed.data;
  if (document !== undefined) {
    assertBoundedJson(document);
    return { kind: "document", document };
  }
  const read = readExperiment(experiment!);
  return result === undefined
    ? { kind: "experiment", experiment: read }
    : { kind: "result", experiment: read, digest: result };
}
