import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { concat } from "../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import { hashName } from "../../lib/threefry.ts";
import type { BlockStep, JoinStep, ProgramOutput, ResidualStep, Step } from "../document/program.ts";
import { boundPositions, shapeText, type StreamShape } from "../document/shape.ts";
import type { Scale } from "../document/types.ts";
import type { CheckedDocument } from "../document/validate.ts";
import type { BuildContext, BuiltValue } from "./block-build.ts";
import { buildOf } from "./builders.ts";
import { materialised, vectorPart } from "./layers.ts";
import { ParameterBook } from "./parameter-book.ts";

export interface ModelSetting {
  /** Whether dropout is on. */
  readonly isTraining: boolean;
  /** Put before every parameter name, where a graph holds several models. */
  readonly prefix?: string;
  /** How a block computes; absent: by its kind's `build.ts`. */
  readonly buildBlock?: (step: BlockStep, context: BuildContext<unknown>) => readonly BuiltValue[];
}

/** A model as part of a graph. */
export interface BuiltModel {
  /** By the head's name; a head of a projection is not applied, so that a loss can take it in chunks. */
  readonly outputs: ReadonlyMap<string, BuiltValue>;
  readonly taps: ReadonlyMap<string, GraphTensor>;
}

/** Adds a document's network to a graph. Inputs come by the names of the task's input ports, `[B, ...positions(, width)]`. */
export function buildModel(
  graph: Graph,
  checked: CheckedDocument,
  inputs: Readonly<Record<string, Tensor>>,
  setting: ModelSetting,
): BuiltModel {
  return new ModelBuilder(graph, checked, setting).build(inputs);
}

class ModelBuilder {
  private readonly values = new Map<number, BuiltValue>();
  private readonly graph: Graph;
  private readonly checked: CheckedDocument;
  private readonly setting: ModelSetting;
  private readonly book: ParameterBook;

  constructor(graph: Graph, checked: CheckedDocument, setting: ModelSetting) {
    this.graph = graph;
    this.checked = checked;
    this.setting = setting;
    this.book = new ParameterBook(graph, setting.prefix ?? "");
  }

  build(inputs: Readonly<Record<string, Tensor>>): BuiltModel {
    const { program } = this.checked;
    const first = Object.values(inputs).at(0);
    const batch = first?.shape[0] ?? 1;
    for (const { value, source, shape } of program.inputs) {
      if ("input" in source) this.values.set(value, inputTensor(inputs, source.input, shape));
      else this.values.set(value, this.zeros(batch, lengthOf(program.inputs, inputs), shape));
    }
    for (const step of program.steps) {
      const scope = [this.setting.prefix ?? "", step.node.address, ...step.passes].filter((part) => part !== "");
      this.graph.scoped(scope.join("."), () => this.step(step));
    }
    return {
      outputs: new Map(program.outputs.map((output) => [output.name, this.value(output.value)])),
      taps: new Map(program.taps.map((tap) => [tap.name, this.tap(tap)])),
    };
  }

  private step(step: Step): void {
    switch (step.step) {
      case "block":
        this.block(step);
        break;
      case "residual":
        this.values.set(step.write, this.residual(step));
        break;
      case "join":
        this.values.set(step.write, this.join(step));
    }
  }

  private block(step: BlockStep): void {
    const inputs = step.reads.map((value) => this.tensor(value));
    checkLength(step, inputs.at(0)?.shape.at(this.checked.shapes[step.reads[0]]?.positions.length ?? 0));
    const { buildBlock = builtAlone } = this.setting;
    const asked = new Set<string>();
    const context: BuildContext<unknown> = {
      graph: this.graph,
      knobs: step.knobs,
      inputs,
      shapes: step.reads.map((value) => this.shape(value)),
      wanted: step.wanted,
      isTraining: this.setting.isTraining,
      depth: step.depth,
      residualCount: this.checked.program.residualCount,
      site: hashName([step.node.address, ...step.passes].join(".")),
      parameter: (request) => {
        for (const part of request.parts) asked.add(part.name);
        return this.book.ofBlock(step, request);
      },
    };
    const outputs = buildBlock(step, context);
    checkTies(step, asked);
    step.writes.forEach((value, index) => this.values.set(value, outputs[index]));
  }

  private residual(step: ResidualStep): GraphTensor {
    const skip = this.scaled(step, "skip_scale", this.tensor(step.skip), step.skipScale);
    const branch = this.scaled(step, "scale", this.tensor(step.branch), step.scale);
    return map(this.graph, "add", [skip, branch]) as GraphTensor;
  }

  private scaled(step: ResidualStep, name: string, x: GraphTensor, scale: Scale): GraphTensor {
    if (scale === 1) return x;
    if (typeof scale === "number") return map(this.graph, "scale", [x], scale) as GraphTensor;
    const length = scale.learned === "scalar" ? 1 : x.shape[x.shape.length - 1];
    const part = vectorPart(name, length, scale.initial);
    const factor = this.book.ofResidual(step, { parts: [part], role: "vector" });
    return map(this.graph, "multiply", [x, factor]) as GraphTensor;
  }

  private join(step: JoinStep): GraphTensor {
    const branches = step.reads.map((value) => this.tensor(value));
    if (step.how === "concat") return this.graph.apply(concat, branches, { axis: branches[0].shape.length - 1 })[0];
    const row = step.how === "sum" ? "add" : "multiply";
    return branches.reduce((total, next) => map(this.graph, row, [total, next]) as GraphTensor);
  }

  private zeros(batch: number, sequenceLength: number, shape: StreamShape): GraphTensor {
    if (shape.content === "ids") throw new Error("zeros are features");
    const bound = [batch, ...boundPositions(shape.positions, sequenceLength), shape.width];
    const size = bound.reduce((product, extent) => product * extent, 1);
    return this.graph.constant(
      `zeros [${bound.join(", ")}]`,
      { shape: bound, dtype: "f32" },
      () => new Float64Array(size),
    );
  }

  private tap(tap: ProgramOutput): GraphTensor {
    return this.tensor(tap.value);
  }

  private tensor(value: number): GraphTensor {
    return materialised(this.graph, this.value(value));
  }

  private value(value: number): BuiltValue {
    const built = this.values.get(value);
    if (built === undefined) throw new Error(`value ${value} is read before it is made`);
    return built;
  }

  private shape(value: number): StreamShape {
    const shape = this.checked.shapes[value];
    if (shape === undefined) throw new Error(`value ${value} has no shape`);
    return shape;
  }
}

/** A block as its kind's `build.ts` computes it. */
export function builtAlone(step: BlockStep, context: BuildContext<unknown>): readonly BuiltValue[] {
  // The document's knobs were resolved with the schema of this very kind.
  return buildOf(step.definition.kind)(context as BuildContext<never>);
}

function inputTensor(inputs: Readonly<Record<string, Tensor>>, name: string, shape: StreamShape): GraphTensor {
  if (!Object.hasOwn(inputs, name)) throw new Error(`the input ${name} of the task was not given`);
  const tensor = inputs[name];
  const axes = 1 + shape.positions.length + (shape.content === "ids" ? 0 : 1);
  if (tensor.shape.length !== axes) {
    throw new Failure(
      `The input “${name}” has ${tensor.shape.length} axes, but ${shapeText(shape)} behind the batch has ${axes}.`,
    );
  }
  return tensor as GraphTensor;
}

/** The sequence length: the extent that an input has where the document says T; 1 if none does. */
function lengthOf(
  programInputs: CheckedDocument["program"]["inputs"],
  inputs: Readonly<Record<string, Tensor>>,
): number {
  for (const { source, shape } of programInputs) {
    const axis = shape.positions.indexOf("T");
    if (axis !== -1 && "input" in source && Object.hasOwn(inputs, source.input)) {
      return inputs[source.input].shape[axis + 1];
    }
  }
  return 1;
}

function checkTies(step: BlockStep, asked: ReadonlySet<string>): void {
  const unknown = [...step.tied.keys()].find((name) => !asked.has(name));
  if (unknown === undefined) return;
  const has = asked.size === 0 ? "no parameters" : [...asked].join(", ");
  throw new Failure(
    `${step.definition.title} “${step.node.address}” ties its parameter ${unknown}, but it has ${has}.`,
  );
}

/** Refuses where the last position axis is longer than the block can read. */
function checkLength(step: BlockStep, length: number | undefined): void {
  const longest = step.definition.longest?.(step.knobs);
  if (longest === undefined || length === undefined || length <= longest) return;
  throw new Failure(
    `${step.definition.title} “${step.node.address}” reads at most ${longest} tokens, but the sequence has ${length}; shorten the sequence or raise its limit.`,
  );
}
