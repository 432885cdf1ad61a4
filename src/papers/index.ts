import { Failure } from "../lib/failure.ts";
import { presetById } from "../models/presets/index.ts";
import type { Preset } from "../models/presets/index.ts";
import { documentsOf, paperCardSchema } from "./card.ts";
import type { PaperCard, PaperCardInput } from "./card.ts";

/** Every file of this folder that exports a `card` is a card; bodies are loaded when one is opened. */
const modules = import.meta.glob<{ card: PaperCardInput }>(["./*.ts", "!./card.ts", "!./index.ts", "!./*.test.ts"]);

function slugOf(path: string): string {
  return path.replace(/^\.\//, "").replace(/\.ts$/, "");
}

export const PAPER_SLUGS: readonly string[] = Object.keys(modules).map(slugOf).sort();

export async function loadPaper(slug: string): Promise<PaperCard> {
  const load = modules[`./${slug}.ts`] as (typeof modules)[string] | undefined;
  if (load === undefined) {
    throw new Failure(`There is no paper card \`${slug}\`; the cards are ${PAPER_SLUGS.join(", ")}.`);
  }
  return paperCardSchema.parse((await load()).card);
}

/** The document that `<card>/<preset>` names; `<card>/candidate` is the paper's own. */
export async function paperDocument(reference: string): Promise<Preset> {
  const [slug, name = "candidate"] = reference.split("/");
  const card = await loadPaper(slug);
  if (name === "candidate") return presetById(card.candidate.preset);
  const known = documentsOf(card).map(({ preset }) => preset);
  if (known.includes(name)) return presetById(name);
  throw new Failure(`The card ${slug} has no document \`${name}\`; it has candidate, ${known.join(", ")}.`);
}

export function loadPapers(): Promise<PaperCard[]> {
  return Promise.all(PAPER_SLUGS.map(loadPaper));
}
