import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { glu } from "../../../kernels-wgsl/glu/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { dropped, linear, matrixPart, startStd, vectorPart } from "../../build/layers.ts";

const ROWS = { "gelu-tanh": "gelu_tanh", "gelu-erf": "gelu_erf", relu2: "relu2", silu: "silu" } as const;

export const build: BlockBuild<"feed-forward"> = (context) => {
  const { graph, knobs, parameter } = context;
  const [x] = context.inputs;
  const { hidden, activation } = knobs;
  const width = x.shape[x.shape.length - 1];
  const isGated = activation === "swiglu";

  const inputStd = startStd(knobs.start, width);
  const up = parameter({
    parts: isGated
      ? [matrixPart("w_gate", hidden, width, inputStd), matrixPart("w_up", hidden, width, inputStd)]
      : [matrixPart("w_up", hidden, width, inputStd)],
    role: "matrix",
  });
  const upBias = knobs.bias
    ? parameter({
        parts: isGated
          ? [vectorPart("b_gate", hidden, 0), vectorPart("b_up", hidden, 0)]
          : [vectorPart("b_up", hidden, 0)],
        role: "vector",
      })
    : null;
  const widened = linear(graph, x, up, upBias);
  const active = isGated
    ? graph.apply(glu, [widened], { activation: "silu" })[0]
    : (map(graph, ROWS[activation], [widened]) as GraphTensor);

  const std = startStd(knobs.start, hidden, context.residualCount);
  const down = parameter({ parts: [matrixPart("w_down", width, hidden, std)], role: "matrix" });
  const downBias = knobs.bias ? parameter({ parts: [vectorPart("b_down", width, 0)], role: "vector" }) : null;
  return [dropped(context, linear(graph, active, down, downBias), knobs.dropout)];
};
