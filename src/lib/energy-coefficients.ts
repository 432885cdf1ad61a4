import { z } from "./zod.ts";

const picojoules = z.number().nonnegative();

/**
 * What one operation and one byte are said to cost, in picojoules: the editable input of the energy proxies. A table
 * with a published id is frozen; an edited one is "custom".
 */
export const coefficientTableSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  source: z.string(),
  multiplyF32Pj: picojoules,
  addF32Pj: picojoules,
  /** Float32 multiply-adds charged for one exp, log, tanh, square root or division: our assumption, no figure published. */
  multiplyAddsPerSpecial: picojoules,
  dramPjPerByte: picojoules,
  /** A large on-chip memory (1 MB): what global traffic costs if it never leaves the cache. */
  cachePjPerByte: picojoules,
  /** A small on-chip memory (8 KB): workgroup memory. */
  workgroupPjPerByte: picojoules,
});

export type CoefficientTable = Readonly<z.infer<typeof coefficientTableSchema>>;
export type Coefficient = Exclude<keyof CoefficientTable, "id" | "title" | "source">;

export const COEFFICIENT_TABLES = [
  {
    id: "e45-2014",
    title: "45 nm (2014)",
    source: "M. Horowitz, ISSCC 2014; DRAM 640 pJ per 32-bit word, SRAM 10 pJ (8 KB) and 100 pJ (1 MB) per 64 bits.",
    multiplyF32Pj: 3.7,
    addF32Pj: 0.9,
    multiplyAddsPerSpecial: 10,
    dramPjPerByte: 160,
    cachePjPerByte: 12.5,
    workgroupPjPerByte: 1.25,
  },
  {
    id: "e7-2021",
    title: "7 nm with HBM (2021)",
    source:
      "Jouppi et al., ISCA 2021 (TPUv4i); memory figures approximate: HBM 320 pJ, SRAM 7.5 and 14 pJ per 64 bits.",
    multiplyF32Pj: 1.31,
    addF32Pj: 0.38,
    multiplyAddsPerSpecial: 10,
    dramPjPerByte: 40,
    cachePjPerByte: 1.75,
    workgroupPjPerByte: 0.9375,
  },
] as const satisfies readonly CoefficientTable[];

export const DEFAULT_COEFFICIENTS: CoefficientTable = COEFFICIENT_TABLES[0];

/** An edited copy; it is called "custom", because a published id must always mean the published numbers. */
export function customCoefficients(
  base: CoefficientTable,
  changes: Partial<Record<Coefficient, number>>,
): CoefficientTable {
  const title = base.id === "custom" ? base.title : `Custom, from ${base.title}`;
  return coefficientTableSchema.parse({ ...base, ...changes, id: "custom", title });
}
