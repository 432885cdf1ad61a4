import { Failure } from "../../lib/failure.ts";
import type { BlockDefinition, Catalogue } from "./definition.ts";
import type { Pointer, Problem } from "./problem.ts";
import { DOCUMENT_FORMAT } from "./schema.ts";
import { isContainer, type ArchitectureDocument, type BlockItem, type Item } from "./types.ts";

type RawDocument = Readonly<Record<string, unknown>>;

/** From a document of one format number to the next, meaning the same. Empty while 1 is the only format. */
export type FormatMigrations = Readonly<Partial<Record<number, (raw: RawDocument) => RawDocument>>>;

const FORMAT_MIGRATIONS: FormatMigrations = {};
const FORMAT_PREFIX = "bakeoff/architecture@";
const CURRENT_FORMAT = Number(DOCUMENT_FORMAT.slice(FORMAT_PREFIX.length));

/** Brings a raw document to the current format. */
export function migrateDocument(
  value: unknown,
  migrations: FormatMigrations = FORMAT_MIGRATIONS,
  current: number = CURRENT_FORMAT,
): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Failure(
      "This is not an architecture document: expected a JSON object with a format, a task, a trunk and heads.",
    );
  }
  let raw = value as RawDocument;
  for (let format = formatOf(raw, current); format < current; format++) {
    const migrate = migrations[format];
    if (migrate === undefined)
      throw new Failure(`Documents of format ${FORMAT_PREFIX}${format} can no longer be read.`);
    raw = { ...migrate(raw), format: `${FORMAT_PREFIX}${format + 1}` };
  }
  return raw;
}

function formatOf(raw: RawDocument, current: number): number {
  const text = raw.format;
  const number =
    typeof text === "string" && text.startsWith(FORMAT_PREFIX) ? Number(text.slice(FORMAT_PREFIX.length)) : NaN;
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new Failure(`This is not an architecture document: its “format” must be “${DOCUMENT_FORMAT}”.`);
  }
  if (number > current) {
    throw new Failure(
      `This document was made by a newer version of Bakeoff (format ${number}; this one reads up to ${current}). Reload the page to get the newest version.`,
    );
  }
  return number;
}

/** Brings every block to the version of its kind in the catalogue; unknown kinds pass, they are reported later. */
export function migrateBlocks(
  document: ArchitectureDocument,
  catalogue: Catalogue,
): { document: ArchitectureDocument; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const visit = (item: Item, pointer: Pointer): Item => {
    if (isContainer(item)) return mapChildren(item, pointer, visit);
    const definition = catalogue.blocks.get(item.kind);
    if (definition === undefined) return item;
    const version = item.version ?? 1;
    if (version <= definition.version) return migrateBlock(item, version, definition);
    const sentence = `${definition.title} “${item.slug ?? definition.role}” is of version ${version}, made by a newer Bakeoff; this one knows up to ${definition.version}. Reload the page to get the newest version.`;
    problems.push({
      pointer,
      node: item.slug ?? definition.role,
      sentence,
      field: "version",
      suggestion: definition.version,
    });
    return item;
  };
  return { document: mapItems(document, visit), problems };
}

function migrateBlock(item: BlockItem, from: number, definition: BlockDefinition): BlockItem {
  if (from === definition.version) return item;
  let knobs = item.knobs ?? {};
  for (let version = from; version < definition.version; version++) {
    const migrate = definition.migrations?.[version];
    if (migrate === undefined) throw new Error(`${definition.kind} has no migration from version ${version}`);
    knobs = migrate(knobs);
  }
  return { ...item, version: definition.version, knobs };
}

type ItemVisitor = (item: Item, pointer: Pointer) => Item;

/** The document with every top-level item of trunk and heads replaced. */
export function mapItems(document: ArchitectureDocument, visit: ItemVisitor): ArchitectureDocument {
  const mapList = (items: readonly Item[], pointer: Pointer) =>
    items.map((item, index) => visit(item, [...pointer, index]));
  return {
    ...document,
    trunk: mapList(document.trunk, ["trunk"]),
    heads: document.heads.map((head, index) =>
      head.body === undefined ? head : { ...head, body: mapList(head.body, ["heads", index, "body"]) },
    ),
  };
}

/** A container with every item in its slots replaced. */
export function mapChildren<Container extends Item>(
  container: Container,
  pointer: Pointer,
  visit: ItemVisitor,
): Container {
  const mapList = (items: readonly Item[], slot: Pointer) =>
    items.map((item, index) => visit(item, [...pointer, ...slot, index]));
  const changed: Record<string, unknown> = { ...container };
  if ("norm" in container && container.norm !== undefined) changed.norm = visit(container.norm, [...pointer, "norm"]);
  if ("transition" in container && container.transition !== undefined)
    changed.transition = mapList(container.transition, ["transition"]);
  if ("branches" in container) {
    changed.branches = container.branches.map((branch, index) => ({
      ...branch,
      body: mapList(branch.body, ["branches", index, "body"]),
    }));
  }
  if ("body" in container) changed.body = mapList(container.body, ["body"]);
  return changed as unknown as Container;
}
