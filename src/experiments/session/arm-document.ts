import { CATALOGUE } from "../../models/blocks/index.ts";
import { documentHash } from "../../models/document/canonical.ts";
import { readDocument } from "../../models/document/validate.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import type { Preset, TrainingDefaults } from "../../models/presets/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { Takes } from "../../training/transforms/carry-over.ts";
import type { ExperimentArm, ExperimentSegment } from "../schema/experiment.ts";

/** Finds the preset that a paper card calls a document, from `<card>/<document>`. */
export type FindPaperDocument = (reference: string) => Promise<Preset>;

export interface ArmDocument {
  readonly id: string;
  readonly title: string;
  readonly checked: CheckedDocument;
  readonly hash: string;
  /** Absent for a document that is written out: it has no defaults but the family's. */
  readonly training: TrainingDefaults | undefined;
  /** Factor on the learning rate while this segment lasts. */
  readonly rateScale: number;
  /** EcoFormer's hashes are learned from a batch as this segment begins. */
  readonly learnsHash: boolean;
  /** Documents that the weights are scored under besides, once the run has ended. */
  readonly tests: readonly TestDocument[];
  /** What the run goes on with after a share `at` of its steps. */
  readonly next?: Next<ArmDocument>;
}

/** A document that has the parameters of the one that was trained. */
export interface TestDocument {
  readonly title: string;
  readonly checked: CheckedDocument;
}

/** The following segment of an arm, as a document or as what was built from it. */
export interface Next<Stage> {
  readonly at: number;
  readonly take: Takes;
  readonly stage: Stage;
}

type Overrides = NonNullable<ExperimentArm["overrides"]>;

interface KnobOwner {
  kind?: string;
  times?: unknown;
  knobs?: Record<string, unknown>;
}

function at(value: unknown, pointer: readonly (string | number)[]): KnobOwner {
  return pointer.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value) as KnobOwner;
}

function ownerOf(place: string, checked: CheckedDocument, document: object): KnobOwner {
  if (place === "task") return at(document, ["task"]);
  const node = checked.outline.byAddress.get(place);
  if (node !== undefined) return at(document, node.pointer);
  const places = ["task", ...checked.outline.byAddress.keys()].join(", ");
  throw new Failure(`There is no block “${place}” to override; the blocks are ${places}.`);
}

/** A copy of the document with single knobs changed; each is named `<block>.<knob>`, such as `layers.attn.heads`. */
export function withOverrides(document: object, overrides: Overrides): object {
  const checked = readDocument(document, CATALOGUE);
  // What was read may have been migrated; pointers belong to that form.
  const changed = structuredClone(checked.document);
  for (const [path, value] of Object.entries(overrides)) {
    const dot = path.lastIndexOf(".");
    if (dot < 1) throw new Failure(`The override “${path}” must name a block and its knob, such as layers.attn.heads.`);
    const owner = ownerOf(path.slice(0, dot), checked, changed);
    const knob = path.slice(dot + 1);
    if (owner.kind === "repeat" && knob === "times") owner.times = value;
    else owner.knobs = { ...owner.knobs, [knob]: value };
  }
  return changed;
}

async function sourceOf(
  arm: ExperimentArm,
  findPaperDocument: FindPaperDocument,
): Promise<{ document: object; title: string | undefined; training: TrainingDefaults | undefined }> {
  if (arm.document !== undefined) return { document: arm.document, title: undefined, training: undefined };
  return arm.paper === undefined ? presetById(arm.preset!) : findPaperDocument(arm.paper);
}

/** The document that a segment or a test makes of the one before it. */
function changedDocument(
  checked: CheckedDocument,
  { preset, overrides }: Pick<ExperimentSegment, "preset" | "overrides">,
): CheckedDocument {
  const document = preset === undefined ? checked.document : presetById(preset).document;
  return readDocument(overrides === undefined ? document : withOverrides(document, overrides), CATALOGUE);
}

/** A segment and, behind it, those that follow. The optimizer stays the arm's own. */
async function stageOf(
  head: Pick<ArmDocument, "id" | "title" | "training" | "rateScale" | "learnsHash" | "tests">,
  checked: CheckedDocument,
  [segment, ...later]: readonly ExperimentSegment[],
): Promise<ArmDocument> {
  const stage = { ...head, checked, hash: await documentHash(checked.document, CATALOGUE) };
  if ((segment as ExperimentSegment | undefined) === undefined) return stage;
  const { at, take = {}, rateScale = 1, learn } = segment;
  const changed = changedDocument(checked, segment);
  const own = { ...head, rateScale, learnsHash: learn === "hash" };
  return { ...stage, next: { at, take, stage: await stageOf(own, changed, later) } };
}

/** Every segment of an arm, first to last. */
export function stagesOf<Stage extends { readonly next?: Next<Stage> }>(stage: Stage): readonly Stage[] {
  return [stage, ...(stage.next === undefined ? [] : stagesOf(stage.next.stage))];
}

/** Tells architectures of an arm from others: the hash of its document, or of all segments' in order. */
export function hashOfStages(source: ArmDocument): string {
  return stagesOf(source)
    .map(({ hash }) => hash)
    .join(" ");
}

/** What an arm trains: its document, checked, with its overrides; a Failure names the arm. */
export async function armDocument(arm: ExperimentArm, findPaperDocument: FindPaperDocument): Promise<ArmDocument> {
  try {
    const { document, title, training } = await sourceOf(arm, findPaperDocument);
    const changed = arm.overrides === undefined ? document : withOverrides(document, arm.overrides);
    const checked = readDocument(changed, CATALOGUE);
    const named = { id: arm.id, title: arm.title ?? title ?? checked.document.name ?? arm.id };
    const { segments = [], tests = [] } = arm;
    const last = segments.reduce(changedDocument, checked);
    const own = tests.map((test) => ({ title: test.title, checked: changedDocument(last, test) }));
    const head = { ...named, training, rateScale: 1, learnsHash: false, tests: own };
    return await stageOf(head, checked, segments);
  } catch (thrown) {
    if (thrown instanceof Failure) throw new Failure(`Arm ${arm.id}: ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}
