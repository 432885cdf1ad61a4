import { sha256Hex } from "../../lib/sha256.ts";
import type { Catalogue } from "./definition.ts";
import { elideKnobs, elideKnobsForHash, type KnobSchema, type KnobValues } from "./knobs.ts";
import { mapChildren, mapItems } from "./migrate.ts";
import { defaultSlug } from "./outline.ts";
import { isContainer, type ArchitectureDocument, type BlockItem, type Item } from "./types.ts";

/** What a form of the document leaves out. */
interface Form {
  readonly knobs: (schema: KnobSchema, knobs: KnobValues) => KnobValues;
  readonly hasLabels: boolean;
  readonly hasVersions: boolean;
}

const SHORT: Form = { knobs: elideKnobs, hasLabels: true, hasVersions: true };
const HASHED: Form = { knobs: elideKnobsForHash, hasLabels: false, hasVersions: false };

/** Fields of containers at the value that they have when absent. */
const USUAL: Readonly<Record<string, unknown>> = {
  placement: "pre",
  scale: 1,
  skipScale: 1,
  skip: 1,
  from: 0,
  sharing: "each",
  inject: "none",
};

/** The shortest document that means the same: what links carry. Ids and display names stay. */
export function elideDefaults(document: ArchitectureDocument, catalogue: Catalogue): ArchitectureDocument {
  return inForm(document, catalogue, SHORT);
}

/**
 * One text for all documents that mean the same: sorted keys, defaults left out, without ids and display names. Slugs
 * stay, because initial weights hang on them.
 */
export function canonicalText(document: ArchitectureDocument, catalogue: Catalogue): string {
  return JSON.stringify(sortKeys(inForm(document, catalogue, HASHED)));
}

/** SHA-256 of the canonical text. */
export async function documentHash(document: ArchitectureDocument, catalogue: Catalogue): Promise<string> {
  return sha256Hex(new TextEncoder().encode(canonicalText(document, catalogue)));
}

function inForm(document: ArchitectureDocument, catalogue: Catalogue, form: Form): ArchitectureDocument {
  const visit = (item: Item): Item => {
    const short = isContainer(item)
      ? containerInForm(mapChildren(item, [], visit), catalogue, form)
      : blockInForm(item, catalogue, form);
    return present(form.hasLabels ? short : { ...short, id: undefined, name: undefined });
  };
  const task = catalogue.tasks.get(document.task.kind);
  const given = document.task.knobs ?? {};
  const knobs = task === undefined ? given : form.knobs(task.knobs, given);
  const heads = document.heads.map((head) =>
    present({
      ...head,
      port: head.port === head.name ? undefined : head.port,
      stream: head.stream === "main" ? undefined : head.stream,
      lastPasses: head.lastPasses === 1 ? undefined : head.lastPasses,
    }),
  );
  return present({
    ...mapItems({ ...document, heads }, visit),
    name: form.hasLabels ? document.name : undefined,
    task: present({ kind: document.task.kind, knobs: unlessEmpty(knobs) }),
    taps: document.taps?.length === 0 ? undefined : document.taps,
  });
}

function containerInForm<Container extends Item>(container: Container, catalogue: Catalogue, form: Form): Container {
  const kept = Object.entries(container).filter(([key, value]) => !(Object.hasOwn(USUAL, key) && USUAL[key] === value));
  const fields = Object.fromEntries(kept);
  if ("branches" in container && !form.hasLabels) {
    fields.branches = container.branches.map((branch) => present({ ...branch, name: undefined }));
  }
  if (container.kind === "repeat" && container.slug === defaultSlug({ ...container, slug: undefined }, catalogue)) {
    delete fields.slug;
  }
  return fields as unknown as Container;
}

function blockInForm(item: BlockItem, catalogue: Catalogue, form: Form): BlockItem {
  const definition = catalogue.blocks.get(item.kind);
  if (definition === undefined) return item;
  const hasVersion = form.hasVersions && definition.version !== 1;
  return {
    ...item,
    version: hasVersion ? definition.version : undefined,
    slug: item.slug === definition.role ? undefined : item.slug,
    knobs: unlessEmpty(form.knobs(definition.knobs, item.knobs ?? {})),
    perPass: unlessEmpty(item.perPass),
    tie: typeof item.tie === "object" ? unlessEmpty(item.tie) : item.tie,
  };
}

function unlessEmpty<Value extends object>(value: Value | undefined): Value | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}

/** Without fields that are undefined. */
function present<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Value;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sortKeys(field)]),
  );
}
