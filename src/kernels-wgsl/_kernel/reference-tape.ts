import { Failure } from "../../lib/failure.ts";
import {
  sizeOf,
  type Attributes,
  type Operator,
  type Shape,
  type Tape,
  type Tensor,
  type TensorSpec,
} from "./operator.ts";

/** A tape that computes at once, in float64, with the operators' references: the truth that gradient rules are checked on. */
export class ReferenceTape implements Tape {
  readonly #values = new Map<number, Float64Array>();
  readonly #constants = new Map<string, Tensor>();
  #nextId = 0;

  tensor(spec: TensorSpec, values: Float64Array): Tensor {
    if (values.length !== sizeOf(spec.shape))
      throw new Failure(`${values.length} values for shape [${spec.shape.join(", ")}].`);
    const tensor: Tensor = { id: this.#nextId++, shape: spec.shape, dtype: spec.dtype };
    this.#values.set(tensor.id, values);
    return tensor;
  }

  valuesOf(tensor: Tensor): Float64Array {
    const values = this.#values.get(tensor.id);
    if (values === undefined) throw new Error(`tensor ${tensor.id} belongs to another tape`);
    return values;
  }

  apply<A extends Attributes>(operator: Operator<A>, inputs: readonly Tensor[], attributes: A): readonly Tensor[] {
    const specs = operator.infer(inputs, attributes);
    const values = operator.reference(
      inputs.map((input) => this.valuesOf(input)),
      attributes,
      inputs,
    );
    return specs.map((spec, i) => this.tensor(spec, values[i]));
  }

  reshape(tensor: Tensor, shape: Shape): Tensor {
    return this.tensor({ shape, dtype: tensor.dtype }, this.valuesOf(tensor));
  }

  constant(name: string, spec: TensorSpec, values: () => Float64Array): Tensor {
    let tensor = this.#constants.get(name);
    if (tensor === undefined) {
      tensor = this.tensor(spec, values());
      this.#constants.set(name, tensor);
    }
    return tensor;
  }
}
