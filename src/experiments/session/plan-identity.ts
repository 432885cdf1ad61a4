import type { Gpu } from "../../engine/gpu/gpu.ts";
import { kernelTextHash } from "../../engine/plan/kernel-text.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { AdapterReport } from "../schema/result.ts";

export interface PlanIdentity {
  readonly planHash: string;
  /** Hashes of the kernel texts in use under each label: equal tables, equal arithmetic. */
  readonly variantTable: Record<string, string[]>;
}

/** What must agree for two runs to be comparable to the bit: every dispatch in order, with its text and sizes. */
export async function planIdentity(plan: Plan): Promise<PlanIdentity> {
  const variantTable: Record<string, string[]> = {};
  const rows = plan.launches.map(({ launch }) => {
    const source = kernelTextHash(launch.source);
    const known = (variantTable[launch.label] ??= []);
    if (!known.includes(source)) known.push(source);
    return [launch.label, source, launch.constants ?? {}, launch.params, launch.workgroups];
  });
  return { planHash: await sha256Hex(new TextEncoder().encode(JSON.stringify(rows))), variantTable };
}

export function adapterReport(gpu: Gpu): AdapterReport {
  const { vendor, architecture, description } = gpu.adapterInfo;
  return {
    vendor,
    architecture,
    description,
    isSoftware: gpu.traits.isSoftware,
    features: [...gpu.device.features].sort(),
    maxBufferBytes: gpu.device.limits.maxBufferSize,
    ...(gpu.tuning !== null && { tuning: gpu.tuning }),
  };
}

export function adapterName({ vendor, architecture }: AdapterReport): string {
  return [vendor, architecture].filter((part) => part !== "").join(" ");
}
