import { Graph } from "../../engine/graph/graph.ts";
import type { GraphTensor } from "../../engine/graph/graph.ts";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import type { DType, Shape, Tensor } from "../../kernels-wgsl/index.ts";
import { inverseOrder, permuteAxes } from "./axes.ts";
import type { Values } from "./axes.ts";
import { tensorOf } from "./golden-case.ts";
import type { GoldenCase } from "./golden-case.ts";

/** How a golden tensor lies in the engine: axes reordered, then read under another shape. */
export interface Layout {
  readonly order?: readonly number[];
  readonly shape?: Shape;
}

interface Result {
  readonly tensor: Tensor;
  readonly order: readonly number[] | undefined;
}

function toEngine(x: Values, order: readonly number[] | undefined): Values {
  return order === undefined ? x : permuteAxes(x, order);
}

function toGolden(values: Float64Array, golden: Shape, order: readonly number[] | undefined): Values {
  if (order === undefined) return { shape: golden, values };
  return permuteAxes({ shape: order.map((axis) => golden[axis]), values }, inverseOrder(order));
}

/**
 * The graph of one golden case. Its float tensors are trainable parameters, so that the engine's own differentiation
 * gives their gradients; the objective is the sum of `gradout * out`, whose gradient at `out` is exactly `gradout`.
 */
export class CaseGraph {
  readonly graph = new Graph();
  readonly golden: GoldenCase;
  readonly integerInputs = new Map<string, { readonly dtype: DType; readonly values: Float64Array }>();
  readonly #parameterOrders = new Map<string, readonly number[] | undefined>();
  readonly #results = new Map<string, Result>();

  constructor(golden: GoldenCase) {
    this.golden = golden;
  }

  has(name: string): boolean {
    return this.golden.tensors.has(name);
  }

  /** Shape of a tensor as the case stores it. */
  shapeOf(name: string): Shape {
    return tensorOf(this.golden, name).shape;
  }

  float(name: string, layout: Layout = {}): GraphTensor {
    return this.packed([name], layout);
  }

  /** Several tensors stacked along axis 0 as the parts of one parameter, as packed projections are. */
  packed(names: readonly string[], layout: Layout = {}): GraphTensor {
    const [first, ...others] = names.map((name) => {
      const { shape, values } = toEngine(tensorOf(this.golden, name), layout.order);
      this.#parameterOrders.set(name, layout.order);
      const partShape = names.length === 1 ? (layout.shape ?? shape) : shape;
      return {
        name,
        shape: partShape,
        initialiser: { kind: "values", valueAt: (index: number) => values[index] },
      } as const;
    });
    return this.graph.parameter({
      parts: [first, ...others],
      decay: false,
      learningRateScale: 1,
      role: "vector",
      isTrainable: true,
    });
  }

  integers(name: string, dtype: "i32" | "u32", shape?: Shape): GraphTensor {
    const tensor = tensorOf(this.golden, name);
    this.integerInputs.set(name, { dtype, values: tensor.values });
    return this.graph.input(name, { shape: shape ?? tensor.shape, dtype });
  }

  result(name: string, tensor: Tensor, order?: readonly number[]): void {
    this.#results.set(name, { tensor, order });
  }

  /** Appends the backward pass; call once, behind the last result. */
  finish(): void {
    const { graph, golden } = this;
    const terms = [...this.#results].flatMap(([name, { tensor, order }]) => {
      const incoming = golden.tensors.get(name.replace(/^out\./, "gradout."));
      if (incoming === undefined) return [];
      const spec = { shape: [sizeOf(tensor.shape)], dtype: "f32" } as const;
      const gradient = graph.constant(`gradout of ${name}`, spec, () => toEngine(incoming, order).values);
      const product = map(graph, "multiply", [graph.reshape(tensor, spec.shape), gradient]);
      const [loss] = graph.apply(reduce, [product], { kind: "sum", axes: [0], keepdims: true });
      return [{ loss, weight: 1 }];
    });
    differentiate(graph, terms);
    for (const [name, { tensor }] of this.#results) graph.output(name, tensor);
  }

  /** Results and gradients as the case stores them, from what the engine computed. */
  collect(
    outputs: ReadonlyMap<string, Float64Array>,
    gradients: ReadonlyMap<string, Float64Array>,
  ): Map<string, Values> {
    const collected = new Map<string, Values>();
    for (const [name, { order }] of this.#results) {
      const values = outputs.get(name);
      if (values !== undefined && this.has(name)) collected.set(name, toGolden(values, this.shapeOf(name), order));
    }
    for (const [name, order] of this.#parameterOrders) {
      const values = gradients.get(name) ?? new Float64Array(sizeOf(this.shapeOf(name)));
      collected.set(name.replace(/^(in|param)\./, "grad."), toGolden(values, this.shapeOf(name), order));
    }
    return collected;
  }
}
