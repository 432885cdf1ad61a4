import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { ParameterDeclaration, ParameterPart } from "../../engine/graph/parameter.ts";
import { Failure } from "../../lib/failure.ts";
import type { BlockStep, ResidualStep } from "../document/program.ts";
import type { ParameterRequest } from "./block-build.ts";

const DECAYS: Readonly<Record<ParameterDeclaration["role"], boolean>> = {
  matrix: true,
  head: true,
  embedding: false,
  vector: false,
  statistic: false,
};

/** Every parameter of a model by its full name: declared at its first use, found again where it is shared or tied. */
export class ParameterBook {
  private readonly known = new Map<string, { tensor: GraphTensor; declaration: ParameterDeclaration }>();
  private readonly graph: Graph;
  private readonly prefix: string;

  /** The prefix tells models in one graph apart; it is "" for the only one. */
  constructor(graph: Graph, prefix: string) {
    this.graph = graph;
    this.prefix = prefix;
  }

  ofBlock(step: BlockStep, request: ParameterRequest): GraphTensor {
    const [first] = request.parts;
    const tie = step.tied.get(first.name);
    if (request.parts.length === 1 && tie !== undefined) return this.tiedTo(tie, step, request);
    const packed = request.parts.find((part) => step.tied.has(part.name));
    if (packed !== undefined) {
      throw new Failure(
        `Block "${step.node.address}": ${packed.name} is part of one packed matrix, so it cannot be tied alone; tie the whole block instead.`,
      );
    }
    return this.named(step.weights, step.node.address, request);
  }

  ofResidual(step: ResidualStep, request: ParameterRequest): GraphTensor {
    return this.named(step.scope, step.node.address, request);
  }

  private named(scope: string, address: string, request: ParameterRequest): GraphTensor {
    const parts = request.parts.map((part) => ({ ...part, name: this.fullName(`${scope}.${part.name}`) }));
    const [first, ...others] = parts;
    const known = this.known.get(first.name);
    if (known !== undefined) {
      checkSame(known.declaration.parts, parts, address);
      return known.tensor;
    }
    const declaration: ParameterDeclaration = {
      parts: [first, ...others],
      decay: request.decay ?? DECAYS[request.role],
      learningRateScale: request.learningRateScale ?? 1,
      role: request.role,
      isTrainable: request.isTrainable ?? true,
      ...(request.mask === undefined ? {} : { mask: request.mask }),
    };
    const tensor = this.graph.parameter(declaration);
    this.known.set(first.name, { tensor, declaration });
    return tensor;
  }

  private tiedTo(target: string, step: BlockStep, request: ParameterRequest): GraphTensor {
    const known = this.known.get(this.fullName(target));
    if (known === undefined) {
      const names = [...this.known.keys()].slice(0, 8).join(", ");
      throw new Failure(
        `Block "${step.node.address}" is tied to the parameter ${target}, which no earlier block has; there are ${names}.`,
      );
    }
    checkSame(known.declaration.parts, request.parts, step.node.address);
    return known.tensor;
  }

  private fullName(name: string): string {
    return this.prefix === "" ? name : `${this.prefix}.${name}`;
  }
}

function checkSame(
  known: readonly ParameterPart[],
  wanted: readonly Pick<ParameterPart, "shape">[],
  address: string,
): void {
  const shapes = (parts: readonly Pick<ParameterPart, "shape">[]) =>
    parts.map((part) => `[${part.shape.join(", ")}]`).join(" and ");
  if (shapes(known) === shapes(wanted)) return;
  throw new Failure(
    `Block "${address}" needs weights ${shapes(wanted)}, but those it shares are ${shapes(known)} (${known[0].name}); shared weights must have equal shapes.`,
  );
}
