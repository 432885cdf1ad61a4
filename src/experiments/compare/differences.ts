import { CATALOGUE } from "../../models/blocks/index.ts";
import { diffDocuments } from "../../models/document/diff.ts";
import type { Change } from "../../models/document/diff.ts";
import { checkDocument } from "../../models/document/validate.ts";
import type { Entry } from "./entries.ts";

/** A line of the table that shows only what differs. */
export interface DifferenceRow {
  readonly label: string;
  readonly group: "architecture" | "setting";
  /** One text per entry, in their order; "" where it has none. */
  readonly values: readonly string[];
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "–";
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : JSON.stringify(value);
}

function changesFrom(pinned: Entry, entry: Entry): readonly Change[] | undefined {
  const [before, after] = [pinned, entry].map(({ arm }) => checkDocument(arm.document, CATALOGUE));
  if (before.problems.length > 0 || after.problems.length > 0) return undefined;
  return diffDocuments(before.document!, after.document!, CATALOGUE);
}

function labelOf({ node, title, field }: Change): string {
  const place = node === "" ? title : `${title} “${node}”`;
  return field === undefined ? place : `${place}: ${field}`;
}

/** "+ Phase rotation; feed-forward width 128 → 120": what an entry changes of the baseline, in a line. */
export function whatChanged(pinned: Entry, entry: Entry): string {
  if (entry === pinned) return "the pinned baseline";
  const changes = changesFrom(pinned, entry);
  if (changes === undefined) return "architectures that this version cannot read";
  if (changes.length === 0) return "the same architecture";
  const shown = changes.slice(0, 3).map((change) => {
    if (change.change === "added") return `+ ${change.title}`;
    if (change.change === "removed") return `− ${change.title}`;
    if (change.change === "moved") return `${change.title} moved`;
    return `${change.title} ${change.field ?? ""} ${text(change.before)} → ${text(change.after)}`;
  });
  return shown.join("; ") + (changes.length > shown.length ? `; and ${changes.length - shown.length} more` : "");
}

function architectureRows(entries: readonly Entry[], pinned: Entry): DifferenceRow[] {
  const rows = new Map<string, string[]>();
  const rowOf = (label: string): string[] => {
    const row = rows.get(label) ?? entries.map(() => "");
    rows.set(label, row);
    return row;
  };
  const pinnedPlace = entries.indexOf(pinned);
  for (const [place, entry] of entries.entries()) {
    for (const change of entry === pinned ? [] : (changesFrom(pinned, entry) ?? [])) {
      const row = rowOf(labelOf(change));
      if (change.change === "added") [row[pinnedPlace], row[place]] = ["absent", "present"];
      else if (change.change === "removed") [row[pinnedPlace], row[place]] = ["present", "absent"];
      else if (change.change === "moved") [row[pinnedPlace], row[place]] = ["", "moved"];
      else [row[pinnedPlace], row[place]] = [text(change.before), text(change.after)];
    }
  }
  return [...rows].map(([label, values]) => ({
    label,
    group: "architecture",
    values: values.map((value, place) => (value === "" && place !== pinnedPlace ? values[pinnedPlace] : value)),
  }));
}

/** Numbers and words of an experiment by their path, without its arms and labels. */
function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, text(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
}

const LABELS = new Set(["arms", "baseline", "title", "kind", "schema", "match"]);

function settingRows(entries: readonly Entry[]): DifferenceRow[] {
  const settings = entries.map(({ result }) => {
    const kept = Object.entries(result.experiment).filter(([key]) => !LABELS.has(key));
    return new Map([
      ...leaves(Object.fromEntries(kept), ""),
      ["adapter", [result.adapter.vendor, result.adapter.architecture].join(" ").trim()] as [string, string],
      ["version", result.versions["bakeoff"] ?? "–"] as [string, string],
    ]);
  });
  const names = [...new Set(settings.flatMap((setting) => [...setting.keys()]))];
  return names
    .map((label): DifferenceRow => ({
      label,
      group: "setting",
      values: settings.map((setting) => setting.get(label) ?? "–"),
    }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** Everything in which the entries differ, and nothing else: architectures against the pinned one, then settings. */
export function differenceRows(entries: readonly Entry[], pinned: Entry): DifferenceRow[] {
  return [...architectureRows(entries, pinned), ...settingRows(entries)];
}
