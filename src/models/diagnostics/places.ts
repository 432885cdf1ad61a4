import { mapChildren, mapItems } from "../document/migrate.ts";
import type { BlockStep, ResidualStep } from "../document/program.ts";
import { isContainer, type ArchitectureDocument, type BlockItem, type Item, type Tap } from "../document/types.ts";
import type { CheckedDocument } from "../document/validate.ts";

/** Every block of a kind, pass by pass in the order of execution. */
export function blocksOf({ program }: CheckedDocument, kind: string): readonly BlockStep[] {
  return program.steps.filter((step): step is BlockStep => step.step === "block" && step.definition.kind === kind);
}

/** The last residual of the layers, with how often it runs: behind it a layer is complete. */
export function layerEnd({ program }: CheckedDocument): { readonly node: string; readonly passes: number } | undefined {
  const residuals = program.steps.filter((step): step is ResidualStep => step.step === "residual");
  const node = residuals.at(-1)?.node.address;
  if (node === undefined) return undefined;
  return { node, passes: residuals.filter((step) => step.node.address === node).length };
}

/** The document with taps in place of its own. */
export function tapped(document: ArchitectureDocument, taps: readonly Tap[]): ArchitectureDocument {
  return { ...document, taps };
}

/** What a tap of several passes read, first pass first. */
export function passesOfTap<Value>(taps: ReadonlyMap<string, Value>, name: string): readonly Value[] {
  const earlier = [...taps.keys()].filter((key) => key.startsWith(`${name}-pass-`));
  const passOf = (key: string): number => Number(key.slice(name.length + "-pass-".length));
  const ordered = earlier.sort((a, b) => passOf(a) - passOf(b));
  return [...ordered, name].flatMap((key) => taps.get(key) ?? []);
}

/** The document with knobs of all blocks of a kind changed. */
export function withKnobs(
  document: ArchitectureDocument,
  kind: string,
  knobs: NonNullable<BlockItem["knobs"]>,
): ArchitectureDocument {
  const visit = (item: Item): Item => {
    if (isContainer(item)) return mapChildren(item, [], visit);
    return item.kind === kind ? { ...item, knobs: { ...item.knobs, ...knobs } } : item;
  };
  return mapItems(document, visit);
}

/** The document with `ablate` set in every block of these kinds that runs behind the first `depth` passes of the repeat around it. */
export function endingAfter(
  document: ArchitectureDocument,
  kinds: readonly string[],
  depth: number,
): ArchitectureDocument {
  const visitIn =
    (times: number) =>
    (item: Item): Item => {
      if (isContainer(item)) return mapChildren(item, [], visitIn(item.kind === "repeat" ? item.times : times));
      if (!kinds.includes(item.kind)) return item;
      const ablate = Array.from({ length: times }, (_, pass) => pass >= depth);
      return { ...item, perPass: { ...item.perPass, ablate } };
    };
  return mapItems(document, visitIn(1));
}

/** Passes of the one repeat that holds all blocks of these kinds; undefined where they are spread over several or none. */
export function passesOfLayers(checked: CheckedDocument, kinds: readonly string[]): number | undefined {
  const blocks = kinds.flatMap((kind) => blocksOf(checked, kind));
  const repeats = new Set(blocks.map(({ node }) => node.frames.at(-1)?.repeat));
  const [innermost] = blocks[0]?.node.frames ?? [];
  const isPlain = blocks.every(({ passes }) => passes.length === 1) && repeats.size === 1;
  return isPlain ? innermost.times : undefined;
}
