import { COST_TERMS } from "./glossary/cost.ts";
import type { GlossaryEntry } from "./glossary/entry.ts";
import { QUALITY_TERMS } from "./glossary/quality.ts";
import { RUN_TERMS } from "./glossary/run.ts";

/** One entry for every number in the page. Energy proxies are described in `lib/energy.ts`, which computes them. */
export const GLOSSARY = { ...QUALITY_TERMS, ...COST_TERMS, ...RUN_TERMS } as const satisfies Record<
  string,
  GlossaryEntry
>;

export type GlossaryTerm = keyof typeof GLOSSARY;
