import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { applyMemoryLookup } from "../../../kernels-wgsl/memory_lookup/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { vectorPart } from "../../build/layers.ts";
import { biasPart, hashOf, tablePart } from "../memory-attention/tables.ts";

const NORM_EPSILON = 1e-5;

export const build: BlockBuild<"memory-feed-forward"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const width = x.shape[x.shape.length - 1];
  const { bits, extraBits } = knobs;
  const chunks = width / bits;
  const hidden = chunks * (bits + extraBits);
  const lookup = (name: string, from: GraphTensor, ownBits: number, out: number): GraphTensor => {
    const table = parameter({ parts: [tablePart(`table_${name}`, chunks, 2 ** ownBits, out)], role: "embedding" });
    const bias = parameter({ parts: [biasPart(`bias_${name}`, out)], role: "vector" });
    return applyMemoryLookup(graph, [from, table, bias], hashOf({ ...knobs, bits: ownBits })).y as GraphTensor;
  };
  const widened = lookup("up", x, bits, hidden);
  const gain = parameter({ parts: [vectorPart("gain", hidden, 1)], role: "vector" });
  const offset = parameter({ parts: [vectorPart("offset", hidden, 0)], role: "vector" });
  const [normalised] = graph.apply(layernorm, [widened, gain, offset], { eps: NORM_EPSILON });
  return [lookup("down", normalised, bits + extraBits, width)];
};
