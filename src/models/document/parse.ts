import type { z } from "../../lib/zod.ts";
import { LIMITS } from "./limits.ts";
import { listText, type Pointer, type Problem } from "./problem.ts";
import { shallowDocumentSchema, shallowItemSchemas } from "./schema.ts";
import type { ArchitectureDocument, Branch, Item } from "./types.ts";

type Issue = z.core.$ZodIssue;
type Fields = Record<string, unknown>;

/** Reads the structure of a document; kinds and knobs are checked later, against the catalogue. */
export function parseDocument(value: unknown): { document?: ArchitectureDocument; problems: readonly Problem[] } {
  const parsed = shallowDocumentSchema.safeParse(value);
  if (!parsed.success)
    return { problems: parsed.error.issues.map((issue) => problemOf(issue, [], "the document", value)) };
  const walker = new ItemParser();
  const trunk = walker.items(parsed.data.trunk, ["trunk"], 1);
  const heads = parsed.data.heads.map((head, index) =>
    head.body === undefined
      ? { ...head, body: undefined }
      : { ...head, body: walker.items(head.body, ["heads", index, "body"], 1) },
  );
  if (walker.problems.length > 0) return { problems: walker.problems };
  return { document: { ...parsed.data, trunk, heads }, problems: [] };
}

class ItemParser {
  readonly problems: Problem[] = [];
  private count = 0;

  items(values: readonly unknown[], pointer: Pointer, depth: number): readonly Item[] {
    return values.flatMap((value, index) => this.item(value, [...pointer, index], depth) ?? []);
  }

  /** Undefined when the item has a problem, which is then recorded. */
  private item(value: unknown, pointer: Pointer, depth: number): Item | undefined {
    this.count += 1;
    const kind = kindOf(value);
    const refusal =
      this.count > LIMITS.items
        ? `The document holds more than ${LIMITS.items} items.`
        : depth > LIMITS.containerDepth
          ? `Containers are nested deeper than ${LIMITS.containerDepth} levels.`
          : kind === undefined
            ? `${placeText(pointer)} has no kind, so it is neither a block nor a container.`
            : undefined;
    if (refusal !== undefined || kind === undefined) {
      this.problems.push({ pointer, node: "", sentence: refusal ?? "" });
      return undefined;
    }
    const parsed = schemaOf(kind).safeParse(value);
    if (parsed.success) return this.slots(parsed.data, pointer, depth);
    this.problems.push(...parsed.error.issues.map((issue) => problemOf(issue, pointer, nameText(value, kind), value)));
    return undefined;
  }

  private slots(fields: Fields, pointer: Pointer, depth: number): Item {
    const filled: Fields = { ...fields };
    if (fields.kind === "residual" && fields.norm !== undefined) {
      filled.norm = this.item(fields.norm, [...pointer, "norm"], depth + 1);
    }
    for (const slot of ["transition", "body"]) {
      const items = fields[slot];
      if (Array.isArray(items)) filled[slot] = this.items(items, [...pointer, slot], depth + 1);
    }
    if (fields.kind === "parallel") {
      filled.branches = (fields.branches as Branch[]).map((branch, index) => ({
        ...branch,
        body: this.items(branch.body, [...pointer, "branches", index, "body"], depth + 1),
      }));
    }
    return filled as unknown as Item;
  }
}

function schemaOf(kind: string): z.ZodType<Fields> {
  const isOther = kind === "block" || !Object.hasOwn(shallowItemSchemas, kind);
  return isOther ? shallowItemSchemas.block : shallowItemSchemas[kind as keyof typeof shallowItemSchemas];
}

function kindOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return typeof value.kind === "string" ? value.kind : undefined;
}

function placeText(pointer: Pointer): string {
  const last = pointer.at(-1);
  return typeof last === "number" ? `Item ${last + 1} of ${pointer.slice(0, -1).join(".")}` : pointer.join(".");
}

function nameText(value: unknown, kind: string): string {
  const slug = typeof value === "object" && value !== null && "slug" in value ? value.slug : undefined;
  return typeof slug === "string" ? `“${slug}” (${kind})` : `the ${kind}`;
}

/** One zod issue as a sentence. */
function problemOf(issue: Issue, pointer: Pointer, owner: string, value: unknown): Problem {
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  const place = path.length === 0 ? "" : `, at “${path.join(".")}”`;
  const subject = `${owner.charAt(0).toUpperCase()}${owner.slice(1)}${place}`;
  return {
    pointer: [...pointer, ...path],
    node: "",
    sentence: `${subject}: ${issueText(issue, valueAt(value, path))}`,
    field: path.length > 0 ? String(path[0]) : undefined,
  };
}

function valueAt(value: unknown, path: Pointer): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Fields)[key];
  }
  return current;
}

function issueText(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `there is no field ${listText(issue.keys.map((key) => `“${key}”`))}; remove it.`;
    case "too_small":
      return `it must be at least ${String(issue.minimum)}${isSized(issue.origin) ? " long" : ""}.`;
    case "too_big":
      return `it must be at most ${String(issue.maximum)}${isSized(issue.origin) ? " long" : ""}.`;
    case "invalid_value":
      return `it must be ${listText(issue.values.map((word) => `“${String(word)}”`))}; it is ${found === undefined ? "absent" : JSON.stringify(found)}.`;
    case "invalid_type":
      return found === undefined ? `this ${issue.expected} is missing.` : `it must be ${article(issue.expected)}.`;
    default:
      return `${issue.message.replace(/\.$/, "")}.`;
  }
}

function isSized(origin: string): boolean {
  return origin === "array" || origin === "string";
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
