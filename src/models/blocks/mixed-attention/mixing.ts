import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { headMix } from "../../../kernels-wgsl/head_mix/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import type { BuildContext, RequestedPart } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import type { Mixing } from "./mixings.ts";

type Context = Pick<BuildContext<unknown>, "graph" | "parameter" | "residualCount">;

interface MixedMap {
  /** Name of the parameter. */
  readonly name: string;
  readonly heads: number;
  readonly mixing: Mixing;
  /** It writes into a residual stream, so that it starts small. */
  readonly isOutput: boolean;
}

/** Share of its own head that an output map starts with. */
const OUTPUT_DIAGONAL = 0.1;

/** A map of x [B, T, D] to [B, T, D] on its heads, as far mixed as told. */
export function mixed(context: Context, x: GraphTensor, map: MixedMap): GraphTensor {
  const { graph, parameter, residualCount } = context;
  const { name, heads, mixing, isOutput } = map;
  const width = x.shape[x.shape.length - 1];
  const std = isOutput ? outputStd(residualCount) : undefined;
  switch (mixing) {
    case "identity":
      return x;
    case "independent":
      return blockDiagonal(context, x, { name, heads, output: width, std });
    case "dense":
      return linear(graph, x, parameter({ parts: [matrixPart(name, width, width, std)], role: "matrix" }), null);
    case "kronecker":
      return exchanged(context, x, map);
    case "kronecker-local": {
      const headWidth = width / heads;
      const between = graph.reshape(exchanged(context, x, map), [(sizeOf(x.shape) / width) * heads, headWidth]);
      const part = matrixPart(`${name}_local`, headWidth, headWidth, 1 / Math.sqrt(headWidth));
      return graph.reshape(linear(graph, between, parameter({ parts: [part], role: "matrix" }), null), x.shape);
    }
  }
}

/** Whole heads exchanged: `y_h = sum_g A_hg x_g`. */
function exchanged({ graph, parameter, residualCount }: Context, x: GraphTensor, map: MixedMap): GraphTensor {
  const { name, heads, isOutput } = map;
  const diagonal = isOutput ? OUTPUT_DIAGONAL : 1;
  const own = matrixPart(name, heads, heads, isOutput ? outputStd(residualCount) : undefined).initialiser;
  const mean = (index: number): number => (index % (heads + 1) === 0 ? diagonal : 0);
  const part: RequestedPart = {
    name,
    shape: [heads, heads],
    initialiser: own.kind === "normal" ? { ...own, mean } : own,
  };
  return graph.apply(headMix, [x, parameter({ parts: [part], role: "matrix" })], { isTransposed: false })[0];
}

/** A matrix of its own for each head's channels: x [..., H d] to [..., output], parts `<name>_h0` ... [output / H, d]. */
export function blockDiagonal(
  { graph, parameter }: Pick<Context, "graph" | "parameter">,
  x: GraphTensor,
  { name, heads, output, std }: { name: string; heads: number; output: number; std: number | undefined },
): GraphTensor {
  const width = x.shape[x.shape.length - 1];
  const rows = sizeOf(x.shape) / width;
  const [from, to] = [width / heads, output / heads];
  const part = (head: number): RequestedPart => matrixPart(`${name}_h${head}`, to, from, std);
  const others = Array.from({ length: heads - 1 }, (_, i) => part(i + 1));
  const weight = graph.reshape(parameter({ parts: [part(0), ...others], role: "matrix" }), [heads, to, from]);
  const byHead = graph.apply(permute, [graph.reshape(x, [rows, heads, from])], { permutation: [1, 0, 2] })[0];
  const [mapped] = graph.apply(matmul, [byHead, weight], { transposeA: false, transposeB: true });
  const [joined] = graph.apply(permute, [mapped], { permutation: [1, 0, 2] });
  return graph.reshape(joined, [...x.shape.slice(0, -1), output]);
}
