import { applyConv2d, patchesOf } from "../../../kernels-wgsl/conv2d/apply.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import type { Tensor } from "../../../kernels-wgsl/index.ts";
import { averagePool, maxPool } from "../../../kernels-wgsl/pool2d/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { maskedMean } from "../../../kernels-wgsl/reduce/masked-mean.ts";
import { applySpectralGate } from "../../../kernels-wgsl/spectral_gate/kernel.ts";
import { z } from "../../../lib/zod.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, flagAttribute, numberAttribute, tensorOf } from "../golden-case.ts";
import { linear } from "./dense.ts";

/** [B, C, H, W] of the cases is [B, H, W, C] in the engine, and so are the weights [O, C, kh, kw]. */
const CHANNELS_LAST = [0, 2, 3, 1];

/** The filter [H, V, C, 2] has its two parts as planes in the engine, [H, V, 2, C]. */
const PLANES = [0, 1, 3, 2];

const pairSchema = z.tuple([z.number(), z.number()]);

function pairAttribute(cases: CaseGraph, name: string): readonly [number, number] {
  return attribute(cases.golden, name, pairSchema);
}

const image = (cases: CaseGraph): Tensor => cases.float("in.x", { order: CHANNELS_LAST });
const taps = (cases: CaseGraph): Tensor => cases.float("param.weight", { order: CHANNELS_LAST });

const windowOf = (cases: CaseGraph) => ({
  kernel: pairAttribute(cases, "kernel"),
  stride: pairAttribute(cases, "stride"),
  padding: pairAttribute(cases, "padding"),
});

export const family: GoldenFamily = {
  graphs: {
    conv2d(cases) {
      const settings = {
        stride: pairAttribute(cases, "stride"),
        padding: pairAttribute(cases, "padding"),
        dilation: pairAttribute(cases, "dilation"),
        groups: numberAttribute(cases.golden, "groups"),
      };
      const sums = applyConv2d(cases.graph, image(cases), taps(cases), settings);
      const y = cases.has("param.bias") ? map(cases.graph, "add", [sums, cases.float("param.bias")]) : sums;
      cases.result("out.y", y, CHANNELS_LAST);
    },
    avgpool2d(cases) {
      const attributes = { ...windowOf(cases), countsPadding: flagAttribute(cases.golden, "count_include_pad") };
      cases.result("out.y", cases.graph.apply(averagePool, [image(cases)], attributes)[0], CHANNELS_LAST);
    },
    maxpool2d(cases) {
      cases.result("out.y", cases.graph.apply(maxPool, [image(cases)], windowOf(cases))[0], CHANNELS_LAST);
    },
    patch_embed(cases) {
      const { graph, golden } = cases;
      const side = numberAttribute(golden, "patch");
      const [width, channels] = cases.shapeOf("param.weight");
      const matrix = graph.reshape(taps(cases), [width, side * side * channels]);
      const patches = patchesOf(graph, image(cases), [side, side]);
      cases.result("out.y", linear(graph, patches, matrix, cases.float("param.bias")));
    },
    global_avg_pool(cases) {
      const { graph, golden } = cases;
      if (attribute(golden, "layout", z.enum(["NCHW", "BTC"])) === "NCHW") {
        const attributes = { kind: "mean", axes: [1, 2], keepdims: false } as const;
        cases.result("out.y", graph.apply(reduce, [image(cases)], attributes)[0]);
        return;
      }
      const x = cases.float("in.x");
      if (!cases.has("in.mask")) {
        cases.result("out.y", graph.apply(reduce, [x], { kind: "mean", axes: [1], keepdims: false })[0]);
        return;
      }
      const { shape, values } = tensorOf(golden, "in.mask");
      const mask = graph.constant("mask", f32(...shape), () => values);
      cases.result("out.y", maskedMean(graph, x, mask));
    },
    spectral_gate(cases) {
      attribute(cases.golden, "norm", z.literal("ortho"));
      const filter = cases.float("param.weight", { order: PLANES });
      cases.result("out.y", applySpectralGate(cases.graph, cases.float("in.x"), filter));
    },
  },
};
