import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { glu } from "../../../kernels-wgsl/glu/kernel.ts";
import type { Tape, Tensor } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import type { GoldenFamily } from "../family.ts";
import { flagAttribute } from "../golden-case.ts";

/** x W^T + b with W [out, in]. */
export function linear(tape: Tape, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [y] = tape.apply(matmul, [x, weight], { transposeA: false, transposeB: true });
  return bias === undefined ? y : map(tape, "add", [y, bias]);
}

export const family: GoldenFamily = {
  graphs: {
    matmul(cases) {
      const attributes = {
        transposeA: flagAttribute(cases.golden, "transpose_a"),
        transposeB: flagAttribute(cases.golden, "transpose_b"),
      };
      const [y] = cases.graph.apply(matmul, [cases.float("in.a"), cases.float("in.b")], attributes);
      cases.result("out.y", y);
    },
    linear(cases) {
      const bias = cases.has("param.bias") ? cases.float("param.bias") : undefined;
      cases.result("out.y", linear(cases.graph, cases.float("in.x"), cases.float("param.weight"), bias));
    },
    embedding(cases) {
      const inputs = [cases.integers("in.ids", "u32"), cases.float("param.weight")];
      const [y] = cases.graph.apply(embedding, inputs, { scale: 1 });
      cases.result("out.y", y);
    },
    swiglu_mlp(cases) {
      const { graph } = cases;
      const packed = linear(graph, cases.float("in.x"), cases.packed(["param.w_gate", "param.w_up"]));
      const [gated] = graph.apply(glu, [packed], { activation: "silu" });
      cases.result("out.y", linear(graph, gated, cases.float("param.w_down")));
    },
  },
};
