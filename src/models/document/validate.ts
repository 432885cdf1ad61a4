import { Failure } from "../../lib/failure.ts";
import type { Catalogue, TaskPorts } from "./definition.ts";
import { flatten } from "./flatten.ts";
import { inferShapes, type ValueShapes } from "./infer-shapes.ts";
import { resolveKnobs } from "./knobs.ts";
import { assertBoundedJson } from "./limits.ts";
import { migrateBlocks, migrateDocument } from "./migrate.ts";
import { triedOffers, type Check } from "./offers.ts";
import { outlineOf, type Outline } from "./outline.ts";
import { parseDocument } from "./parse.ts";
import { listText, nearestWord, Refusal, type Problem } from "./problem.ts";
import type { Program } from "./program.ts";
import type { ArchitectureDocument } from "./types.ts";

/** A document that is known to be right, with everything that was worked out on the way. */
export interface CheckedDocument {
  readonly document: ArchitectureDocument;
  readonly outline: Outline;
  readonly program: Program;
  readonly shapes: ValueShapes;
}

/** What is known of a document: everything when there are no problems, else as much as could be worked out. */
export interface DocumentReport extends Partial<CheckedDocument> {
  readonly problems: readonly Problem[];
}

/** Reads anything: bounds, structure, migration, kinds, knobs, streams, ties and shapes, in this order. */
export function checkDocument(value: unknown, catalogue: Catalogue): DocumentReport {
  let migrated: unknown;
  try {
    assertBoundedJson(value);
    migrated = migrateDocument(value);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problems: [{ pointer: [], node: "", sentence: error.message }] };
  }
  const parsed = parseDocument(migrated);
  if (parsed.document === undefined) return { problems: parsed.problems };
  const { document, problems } = migrateBlocks(parsed.document, catalogue);
  if (problems.length > 0) return { document, problems };
  const report = checkParsed(document, catalogue);
  const check: Check = (tried, makesSure) => checkParsed(tried, catalogue, makesSure).problems;
  return { ...report, problems: triedOffers(document, report.problems, check, catalogue.blocks) };
}

/** The same for a document whose structure and versions are already right, such as one being edited; offers are not tried on the whole. */
export function checkParsed(document: ArchitectureDocument, catalogue: Catalogue, makesSure = true): DocumentReport {
  const outline = outlineOf(document, catalogue);
  const task = taskPorts(document, catalogue);
  const early = [...outline.problems, ...task.problems, ...duplicateNames(document)];
  if (task.ports === undefined) return { document, outline, problems: early };
  const { program, problems } = flatten(document, catalogue, outline, task.ports);
  const inferred = inferShapes(program, makesSure);
  return {
    document,
    outline,
    program,
    shapes: inferred.shapes,
    problems: [...early, ...problems, ...inferred.problems],
  };
}

/** A document that must be right: throws one sentence, the first problem's, with the count of the others. */
export function readDocument(value: unknown, catalogue: Catalogue): CheckedDocument {
  const { document, outline, program, shapes, problems } = checkDocument(value, catalogue);
  const first = problems.at(0);
  if (first !== undefined) {
    const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    throw new Failure(`${first.sentence}${others}`);
  }
  if (document === undefined || outline === undefined || program === undefined || shapes === undefined) {
    throw new Error("a document without problems has a program");
  }
  return { document, outline, program, shapes };
}

function taskPorts(
  document: ArchitectureDocument,
  catalogue: Catalogue,
): { ports?: TaskPorts; problems: readonly Problem[] } {
  const { kind, knobs } = document.task;
  const task = catalogue.tasks.get(kind);
  if (task === undefined) {
    const kinds = [...catalogue.tasks.keys()];
    const suggestion = nearestWord(kind, kinds) ?? kinds[0];
    const sentence = `There is no task “${kind}”; the tasks are ${listText(kinds)}.`;
    return { problems: [{ pointer: ["task", "kind"], node: "", sentence, field: "kind", suggestion }] };
  }
  try {
    return { ports: task.ports(resolveKnobs(task.knobs, knobs ?? {})), problems: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, field, suggestion } = error;
    const sentence = `Task “${task.title}”: ${message}`;
    return { problems: [{ pointer: ["task", "knobs"], node: "", sentence, field, suggestion }] };
  }
}

function duplicateNames(document: ArchitectureDocument): readonly Problem[] {
  const lists = [
    { what: "streams", names: (document.streams ?? []).map((stream) => stream.name) },
    { what: "heads", names: document.heads.map((head) => head.name) },
    { what: "taps", names: (document.taps ?? []).map((tap) => tap.name) },
  ];
  return lists.flatMap(({ what, names }) => {
    const doubled = names.find((name, index) => names.indexOf(name) !== index);
    if (doubled === undefined) return [];
    return [{ pointer: [what], node: "", sentence: `Two ${what} are called “${doubled}”; rename one of them.` }];
  });
}
