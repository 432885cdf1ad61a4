import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { attention } from "../../../kernels-wgsl/attention/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { applyRope } from "../../../kernels-wgsl/rope/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { dropped, linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";
import { headLayout } from "./head-layout.ts";

export const build: BlockBuild<"attention"> = (context) => {
  const { graph, knobs, parameter } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout(knobs, width);
  const queryWidth = layout.queryHeads * layout.headWidth;
  const kvWidth = layout.kvHeads * layout.headWidth;
  // Leading position axes are batches of their own: attention runs along the last.
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);

  const projection = parameter({
    parts: [matrixPart("wq", queryWidth, width), matrixPart("wk", kvWidth, width), matrixPart("wv", kvWidth, width)],
    role: "matrix",
  });
  const offsets = knobs.bias
    ? parameter({
        parts: [vectorPart("bq", queryWidth, 0), vectorPart("bk", kvWidth, 0), vectorPart("bv", kvWidth, 0)],
        role: "vector",
      })
    : null;
  const packed = linear(graph, x, projection, offsets);
  const turned =
    layout.rotaryWidth === 0
      ? packed
      : applyRope(graph, packed, {
          heads: layout.queryHeads + layout.kvHeads,
          headWidth: layout.headWidth,
          rotaryWidth: layout.rotaryWidth,
          base: knobs.ropeBase,
          offset: 0,
        });
  const [gathered] = graph.apply(attention, [turned], {
    queryHeads: layout.queryHeads,
    kvHeads: layout.kvHeads,
    headWidth: layout.headWidth,
    valueWidth: layout.headWidth,
    isCausal: knobs.causal,
    window: knobs.window,
    scale: 1 / Math.sqrt(layout.headWidth),
    queryOffset: 0,
    isPacked: true,
    hasKeyMask: false,
  });
  const std = outputStd(context.residualCount);
  const wo = parameter({ parts: [matrixPart("wo", width, queryWidth, std)], role: "matrix" });
  const bo = knobs.bias ? parameter({ parts: [vectorPart("bo", width, 0)], role: "vector" }) : null;
  const output: GraphTensor = linear(graph, gathered, wo, bo);
  return [graph.reshape(dropped(context, output, knobs.dropout), input.shape)];
};
