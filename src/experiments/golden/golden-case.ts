import { Failure } from "../../lib/failure.ts";
import { readSafetensors } from "../../lib/safetensors.ts";
import { z } from "../../lib/zod.ts";
import type { Values } from "./axes.ts";

const tolerancesSchema = z.record(z.string(), z.object({ rtol: z.number().min(0), atol: z.number().min(0) }));
const attributesSchema = z.record(z.string(), z.unknown());

export type Tolerance = z.output<typeof tolerancesSchema>[string];

/** One numerical reference case: inputs, attributes, and what an independent implementation got from them. */
export interface GoldenCase {
  readonly operator: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Values>;
  readonly integers: ReadonlySet<string>;
  readonly tolerances: Readonly<Record<string, Tolerance>>;
}

function parseJson(text: string | undefined, key: string): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Failure(`The metadata \`${key}\` of this golden case is ${text === undefined ? "absent" : "not JSON"}.`);
  }
}

export function readGoldenCase(bytes: Uint8Array): GoldenCase {
  const { tensors, metadata } = readSafetensors(bytes);
  const operator = metadata["op"] as string | undefined;
  if (operator === undefined) throw new Failure("This safetensors file is no golden case: its metadata has no `op`.");
  const values = new Map<string, Values>();
  const integers = new Set<string>();
  for (const [name, tensor] of tensors) {
    if (tensor.dtype === "I64") throw new Failure(`Tensor ${name} has 64-bit integers; golden cases use F32 and I32.`);
    if (tensor.dtype !== "F32") integers.add(name);
    values.set(name, { shape: tensor.shape, values: Float64Array.from(tensor.data) });
  }
  return {
    operator,
    attributes: attributesSchema.parse(parseJson(metadata["attrs"], "attrs")),
    tensors: values,
    integers,
    tolerances: tolerancesSchema.parse(parseJson(metadata["tolerance"], "tolerance")),
  };
}

export function tensorOf(golden: GoldenCase, name: string): Values {
  const tensor = golden.tensors.get(name);
  if (tensor === undefined) throw new Failure(`The case has no tensor ${name}.`);
  return tensor;
}

/** Typed reading of attributes: a case with an attribute of another type is at fault, and says so. */
export function attribute<T>(golden: GoldenCase, name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(golden.attributes[name]);
  if (parsed.success) return parsed.data;
  throw new Failure(
    `Attribute \`${name}\` of ${golden.operator} is ${JSON.stringify(golden.attributes[name])}: ${z.prettifyError(parsed.error)}`,
  );
}

export const numberAttribute = (golden: GoldenCase, name: string): number => attribute(golden, name, z.number());
export const flagAttribute = (golden: GoldenCase, name: string): boolean => attribute(golden, name, z.boolean());
export const listAttribute = (golden: GoldenCase, name: string): number[] =>
  attribute(golden, name, z.array(z.number()));
