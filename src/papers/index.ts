import { Failure } from "../lib/failure.ts";
import { paperCardSchema } from "./card.ts";
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

export function loadPapers(): Promise<PaperCard[]> {
  return Promise.all(PAPER_SLUGS.map(loadPaper));
}
