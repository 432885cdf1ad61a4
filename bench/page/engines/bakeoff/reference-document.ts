import type { ParameterLayout, PlacedPart } from "../../../../src/engine/plan/layout.ts";
import { CATALOGUE } from "../../../../src/models/blocks/index.ts";
import { DOCUMENT_FORMAT } from "../../../../src/models/document/schema.ts";
import type { ArchitectureDocument } from "../../../../src/models/document/types.ts";
import { readDocument, type CheckedDocument } from "../../../../src/models/document/validate.ts";
import { block } from "../../../../src/models/presets/preset.ts";
import { GPT, transposed, type ReferenceParameter } from "../../reference-gpt.ts";

/** The reference GPT as an architecture document, as the product's editor would make it. */
export function referenceDocument(): CheckedDocument {
  const { vocabulary, width, layers, heads, hidden, sequenceLength, epsilon } = GPT;
  const norm = block("norm", { form: "layer", eps: epsilon, bias: true });
  const attention = block("attention", { heads, position: "none", bias: true });
  const feedForward = block("feed-forward", { hidden, activation: "gelu-tanh", bias: true });
  const document: ArchitectureDocument = {
    format: DOCUMENT_FORMAT,
    name: "bench GPT",
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width }),
      block("position-embedding", { length: sequenceLength }),
      {
        kind: "repeat",
        times: layers,
        body: [
          { kind: "residual", norm, body: [attention] },
          { kind: "residual", norm, body: [feedForward] },
        ],
      },
    ],
    heads: [{ name: "logits", body: [norm, block("head")] }],
  };
  return readDocument(document, CATALOGUE);
}

/** The reference parameters in the places that the product's layout gives them. */
export function referenceArena(
  layout: ParameterLayout,
  parameters: ReadonlyMap<string, ReferenceParameter>,
): Float32Array<ArrayBuffer> {
  const arena = new Float32Array(layout.floats);
  const used = new Set<string>();
  for (const part of layout.parameters.flatMap(({ parts }) => parts)) {
    const source = sourceOf(part.name);
    const parameter = parameters.get(source.name);
    if (parameter === undefined) throw new Error(`${part.name} has no counterpart ${source.name}`);
    used.add(source.name);
    arena.set(ownValues(part, parameter, source), part.offset);
  }
  const left = [...parameters.keys()].filter((name) => !used.has(name));
  if (left.length > 0) throw new Error(`the document has no parameter for ${left.join(", ")}`);
  return arena;
}

interface Source {
  readonly name: string;
  /** Which third of the packed columns; absent: all of them. */
  readonly third?: number;
  /** Stored [out, in] here; tables of rows are stored alike. */
  readonly isMatrix: boolean;
}

function ownValues(part: PlacedPart, parameter: ReferenceParameter, { third, isMatrix }: Source): Float32Array {
  const { values, shape } = parameter;
  const whole = isMatrix ? transposed(values, shape[0], shape[1]) : values;
  const size = part.shape.reduce((product, extent) => product * extent, 1);
  if (third === undefined && whole.length !== size) {
    throw new Error(`${part.name} has ${size} values, its counterpart ${parameter.name} ${whole.length}`);
  }
  return third === undefined ? whole : whole.subarray(third * size, (third + 1) * size);
}

const ENDS: Readonly<Record<string, Source>> = {
  "embed.weight": { name: "tokens", isMatrix: false },
  "positions.weight": { name: "positions", isMatrix: false },
  "logits.norm.gain": { name: "norm.gain", isMatrix: false },
  "logits.norm.bias": { name: "norm.bias", isMatrix: false },
  "logits.head.weight": { name: "head", isMatrix: true },
};

const IN_LAYER: Readonly<Record<string, Source>> = {
  "attn-norm.gain": { name: "norm1.gain", isMatrix: false },
  "attn-norm.bias": { name: "norm1.bias", isMatrix: false },
  "attn.wq": { name: "qkv", third: 0, isMatrix: true },
  "attn.wk": { name: "qkv", third: 1, isMatrix: true },
  "attn.wv": { name: "qkv", third: 2, isMatrix: true },
  "attn.bq": { name: "qkv.bias", third: 0, isMatrix: false },
  "attn.bk": { name: "qkv.bias", third: 1, isMatrix: false },
  "attn.bv": { name: "qkv.bias", third: 2, isMatrix: false },
  "attn.wo": { name: "out", isMatrix: true },
  "attn.bo": { name: "out.bias", isMatrix: false },
  "ffn-norm.gain": { name: "norm2.gain", isMatrix: false },
  "ffn-norm.bias": { name: "norm2.bias", isMatrix: false },
  "ffn.w_up": { name: "up", isMatrix: true },
  "ffn.b_up": { name: "up.bias", isMatrix: false },
  "ffn.w_down": { name: "down", isMatrix: true },
  "ffn.b_down": { name: "down.bias", isMatrix: false },
};

/** `layers.attn.2.wq` is the third of layer 2's packed projection. */
function sourceOf(name: string): Source {
  if (Object.hasOwn(ENDS, name)) return ENDS[name];
  const [, block_, layer, own] = /^layers\.([\w-]+)\.(\d+)\.(\w+)$/.exec(name) ?? [];
  const key = `${block_}.${own}`;
  if (!Object.hasOwn(IN_LAYER, key)) throw new Error(`no counterpart is known for the parameter ${name}`);
  return { ...IN_LAYER[key], name: `layer${layer}.${IN_LAYER[key].name}` };
}
