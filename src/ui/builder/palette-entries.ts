import { BLOCKS } from "../../models/blocks/index.ts";
import { GLYPHS, type BlockDefinition, type Citation, type Glyph } from "../../models/document/definition.ts";
import { elideKnobs, resolveKnobs, type KnobValues } from "../../models/document/knobs.ts";
import { isContainer, type Item } from "../../models/document/types.ts";
import { presetById } from "../../models/presets/index.ts";

/** Something that can be put into a document. */
export interface PaletteEntry {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly glyph: Glyph;
  /** One sentence. */
  readonly help: string;
  readonly citation: Citation | undefined;
  readonly items: readonly Item[];
}

const GROUPS: Readonly<Record<Glyph, string>> = {
  "token-mixer": "Token mixers",
  "channel-mixer": "Channel mixers",
  norm: "Norms",
  topology: "Topology",
  position: "Positions",
  "in-out": "In and out",
};
const LAYERS_GROUP = "Whole layers";

/** Presets whose layer is offered whole, as its paper has it. */
const LAYER_PRESETS = ["lm-nano", "3pt-nano"] as const;

function entriesOf(definition: BlockDefinition): readonly PaletteEntry[] {
  const { kind, title, glyph, summary, citations, knobs, presets = [] } = definition;
  const shared = { group: GROUPS[glyph], glyph };
  const plain: PaletteEntry = { ...shared, id: kind, title, help: summary, citation: citations[0], items: [{ kind }] };
  const defaults = resolveKnobs(knobs, {});
  const named = presets.map((preset): PaletteEntry => {
    const chosen = elideKnobs(knobs, { ...defaults, ...(preset.apply(defaults) as KnobValues) });
    const citation = citations.find(({ text }) => text.includes(preset.name)) ?? citations[0];
    const id = `${kind} ${preset.name}`;
    return { ...shared, id, title: preset.name, help: preset.help, citation, items: [{ kind, knobs: chosen }] };
  });
  return [plain, ...named];
}

function layerEntry(id: string): PaletteEntry {
  const { title, summary, document } = presetById(id);
  const repeat = document.trunk.find((item) => item.kind === "repeat");
  if (repeat === undefined || !isContainer(repeat) || repeat.kind !== "repeat") throw new Error(`${id} has no layers`);
  return {
    id: `layer ${id}`,
    title: `${title.replace(/ \w+$/, "")} layer`,
    group: LAYERS_GROUP,
    glyph: "topology",
    help: summary,
    citation: undefined,
    items: repeat.body,
  };
}

/** Everything the palette offers, grouped by kind. */
export const PALETTE: readonly PaletteEntry[] = [
  ...LAYER_PRESETS.map(layerEntry),
  ...GLYPHS.flatMap((glyph) =>
    (BLOCKS as readonly BlockDefinition[]).filter((block) => block.glyph === glyph).flatMap(entriesOf),
  ),
];

/** Entries that hold every word somewhere in what is said of them; those whose title begins with the text come first. */
export function findEntries(text: string): readonly PaletteEntry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = PALETTE.filter(({ title, group, help, citation }) => {
    const said = `${title} ${group} ${help} ${citation?.text ?? ""}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  if (words.length === 0) return found;
  const isNamed = ({ title }: PaletteEntry): boolean => title.toLowerCase().startsWith(words[0]);
  return [...found.filter(isNamed), ...found.filter((entry) => !isNamed(entry))];
}

/** A mixer adds to the stream, so it comes in a residual with a norm unless the reader wants it bare. */
export function itemsToInsert({ items, glyph, group }: PaletteEntry, isWrapped: boolean): readonly Item[] {
  const isMixer = glyph === "token-mixer" || glyph === "channel-mixer";
  if (!isWrapped || !isMixer || group === LAYERS_GROUP) return items;
  return [{ kind: "residual", norm: { kind: "norm" }, body: items }];
}
