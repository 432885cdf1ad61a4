import { z } from "../../lib/zod.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { tuneVariants, type TuneOptions } from "./autotune.ts";
import { tuningSchema, type Tuning } from "./tuning.ts";

/** Where tunings are kept between visits: a table of values by key. */
export interface TuningMemory {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

const rememberedSchema = tuningSchema.pick({ variants: true, classes: true }).extend({ version: z.literal(1) });

/** What a choice depends on: the graphics card, its subgroups, and the browser's major version. */
export function tuningKey({ adapterInfo }: Pick<Gpu, "adapterInfo">, userAgent: string): string {
  const { vendor, architecture, subgroupMinSize, subgroupMaxSize } = adapterInfo;
  const browser = /(?:Chrome|Firefox|Version)\/(\d+)/.exec(userAgent);
  return [vendor, architecture, `${subgroupMinSize}-${subgroupMaxSize}`, browser?.[0] ?? "unknown browser"].join(" ");
}

export interface TuneRequest extends TuneOptions {
  readonly memory: TuningMemory;
  readonly userAgent: string;
  /** Measures on a software adapter too; for tests. */
  readonly isForced?: boolean;
}

/** Makes plans from now on use the best table known for this device: remembered, else measured and then remembered. */
export async function applyTuning(gpu: Gpu, request: TuneRequest): Promise<Tuning> {
  const tuning = await findTuning(gpu, request);
  gpu.useTuning(tuning);
  return tuning;
}

async function findTuning(gpu: Gpu, request: TuneRequest): Promise<Tuning> {
  if (gpu.traits.isSoftware && request.isForced !== true) {
    const sentence = "A software adapter is not tuned: it takes the kernels that were measured when this was built.";
    return { source: "shipped", variants: {}, classes: [], notices: [sentence] };
  }
  const key = tuningKey(gpu, request.userAgent);
  const notices: string[] = [];
  try {
    const found = await request.memory.get(key);
    const remembered = rememberedSchema.safeParse(found);
    if (remembered.success) {
      const { variants, classes } = remembered.data;
      return { source: "remembered", variants, classes, notices };
    }
    if (found !== undefined) notices.push(`What was remembered of ${key} cannot be read, so it was measured again.`);
  } catch (thrown) {
    notices.push(`The choice of kernels for ${key} could not be looked up: ${String(thrown)}`);
  }
  const measured = await measureTable(gpu, request);
  if (measured instanceof Error) {
    const sentence = `Kernels could not be compared on this device, which takes the built-in choice: ${measured.message}`;
    return { source: "shipped", variants: {}, classes: [], notices: [...notices, sentence] };
  }
  const { variants, classes } = measured;
  try {
    await request.memory.set(key, { version: 1, variants, classes });
  } catch (thrown) {
    notices.push(`The choice of kernels for ${key} could not be kept: ${String(thrown)}`);
  }
  return { source: "measured", variants, classes, notices };
}

/** A device that cannot be tuned can still train. */
async function measureTable(gpu: Gpu, request: TuneRequest): Promise<Tuning | Error> {
  try {
    return await tuneVariants(gpu, request);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}
