import { Failure } from "../../lib/failure.ts";
import {
  sizeOf,
  type Attributes,
  type Operator,
  type Shape,
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../../kernels-wgsl/index.ts";
import { packedShape, type ParameterDeclaration } from "./parameter.ts";

/**
 * Where a tensor's data lives: `parameter` in the parameter arena; `arena` is a whole flat arena (parameters, gradients,
 * optimizer state) by name; `buffer` persists between steps under its name and is shared by all programs (data sets,
 * running statistics); `input` is written by the host before a submit; `constant` is computed on the host once;
 * `slot` is an activation or gradient that a node makes.
 */
export type Storage = "parameter" | "arena" | "buffer" | "input" | "constant" | "slot";

export interface GraphTensor extends Tensor {
  readonly storage: Storage;
  /** Unique within its storage; empty for slots. */
  readonly name: string;
  /** The tensor that owns the data: itself, or what a reshape looks at. */
  readonly root: GraphTensor;
}

/** Part of a step that a node belongs to; forward and backward run once per micro-batch, optimizer once per step. */
export type Phase = "forward" | "backward" | "optimizer";

export interface GraphNode {
  readonly operator: Operator;
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
  readonly attributes: Attributes;
  /** Slug path of the block that asked for it, for profiles and messages. */
  readonly scope: string;
  readonly phase: Phase;
}

export interface GraphParameter {
  readonly tensor: GraphTensor;
  readonly declaration: ParameterDeclaration;
}

/** A directed acyclic graph of operator applications in execution order. Holds no data and knows no device. */
export class Graph implements Tape {
  readonly nodes: GraphNode[] = [];
  readonly parameters: GraphParameter[] = [];
  /** Host tables by tensor id. */
  readonly constants = new Map<number, { readonly tensor: GraphTensor; readonly values: () => Float64Array }>();
  /** Tensors that outlive the step under a name: losses, metrics, logits to read. */
  readonly outputs = new Map<string, GraphTensor>();
  /** Gradient of each trainable parameter, by the parameter tensor's id; filled by `differentiate`. */
  readonly gradients = new Map<number, GraphTensor>();
  readonly #named = new Map<string, GraphTensor>();
  #count = 0;
  #scope = "";
  #phase: Phase = "forward";

  /** Builds with nodes belonging to `scope` (below the current one) until `build` returns. */
  scoped<T>(scope: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = outer === "" ? scope : `${outer}.${scope}`;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** Builds with nodes of another phase, under an absolute scope. */
  inPhase<T>(phase: Phase, scope: string, build: () => T): T {
    const outer = { scope: this.#scope, phase: this.#phase };
    [this.#scope, this.#phase] = [scope, phase];
    try {
      return build();
    } finally {
      [this.#scope, this.#phase] = [outer.scope, outer.phase];
    }
  }

  /** Declares a parameter. A name can be declared once; to tie weights, use the same tensor again. */
  parameter(declaration: ParameterDeclaration): GraphTensor {
    const tensor = this.#declare("parameter", declaration.parts[0].name, {
      shape: packedShape(declaration),
      dtype: "f32",
    });
    this.parameters.push({ tensor, declaration });
    return tensor;
  }

  input(name: string, spec: TensorSpec): GraphTensor {
    return this.#declare("input", name, spec);
  }

  buffer(name: string, spec: TensorSpec): GraphTensor {
    return this.#declare("buffer", name, spec);
  }

  /** A whole arena as one flat tensor; asked for twice it is the same tensor. */
  arena(name: string, spec: TensorSpec): GraphTensor {
    return this.#named.get(`arena ${name}`) ?? this.#declare("arena", name, spec);
  }

  constant(name: string, spec: TensorSpec, values: () => Float64Array): GraphTensor {
    const known = this.#named.get(`constant ${name}`);
    if (known !== undefined) return known;
    const tensor = this.#declare("constant", name, spec);
    this.constants.set(tensor.id, { tensor, values });
    return tensor;
  }

  apply<A extends Attributes>(operator: Operator<A>, inputs: readonly Tensor[], attributes: A): readonly GraphTensor[] {
    const own = inputs.map((input) => this.#own(input));
    const outputs = this.#inferred(operator, own, attributes).map((spec) => this.#tensor("slot", "", spec));
    // A graph holds operators of all attribute types; each node's attributes belong to its own operator.
    const erased = operator as unknown as Operator;
    this.nodes.push({ operator: erased, inputs: own, outputs, attributes, scope: this.#scope, phase: this.#phase });
    return outputs;
  }

  reshape(tensor: Tensor, shape: Shape): GraphTensor {
    const own = this.#own(tensor);
    if (sizeOf(shape) !== sizeOf(own.shape)) {
      throw new Failure(
        `${this.#where()}[${own.shape.join(", ")}] cannot be read as [${shape.join(", ")}]: the sizes differ.`,
      );
    }
    return { id: this.#count++, shape, dtype: own.dtype, storage: own.storage, name: own.name, root: own.root };
  }

  /** Keeps a tensor readable after the step under a name. */
  output(name: string, tensor: Tensor): void {
    if (this.outputs.has(name)) throw new Error(`output ${name} is named twice`);
    this.outputs.set(name, this.#own(tensor));
  }

  #inferred<A extends Attributes>(
    operator: Operator<A>,
    inputs: readonly Tensor[],
    attributes: A,
  ): readonly TensorSpec[] {
    try {
      return operator.infer(inputs, attributes);
    } catch (thrown) {
      if (thrown instanceof Failure) throw new Failure(this.#where() + thrown.message, { cause: thrown });
      throw thrown;
    }
  }

  #where(): string {
    return this.#scope === "" ? "" : `Block "${this.#scope}": `;
  }

  #declare(storage: Storage, name: string, spec: TensorSpec): GraphTensor {
    const key = `${storage} ${name}`;
    if (this.#named.has(key)) throw new Error(`${key} is declared twice`);
    const tensor = this.#tensor(storage, name, spec);
    this.#named.set(key, tensor);
    return tensor;
  }

  #tensor(storage: Storage, name: string, spec: TensorSpec): GraphTensor {
    const tensor = { id: this.#count++, shape: [...spec.shape], dtype: spec.dtype, storage, name };
    // The root of a fresh tensor is itself.
    const rooted = tensor as typeof tensor & { root: GraphTensor };
    rooted.root = rooted;
    return rooted;
  }

  #own(tensor: Tensor): GraphTensor {
    if (!("root" in tensor)) throw new Error(`tensor ${tensor.id} was not made by a graph`);
    return tensor as GraphTensor;
  }
}
