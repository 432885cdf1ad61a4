import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

type AttributeValue = number | string | readonly number[] | { readonly float: number };

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const IR_VERSION = 9;
const OPERATOR_SET = 20;

export interface TensorType {
  readonly shape: readonly number[];
  readonly element?: "float" | "int32";
}

/** Collects nodes and weights, and writes them as an ONNX file (field numbers of onnx.proto3). */
export class OnnxModel {
  readonly #nodes: Node[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  #count = 0;

  input(name: string, type: TensorType): string {
    this.#inputs.push(valueInfo(name, type));
    return name;
  }

  output(name: string, type: TensorType): void {
    this.#outputs.push(valueInfo(name, type));
  }

  weight(name: string, shape: readonly number[], values: Float32Array): string {
    this.#initializers.push(tensor(name, shape, FLOAT, bytesOf(values)));
    return name;
  }

  /** A list of integers, such as a shape to reshape to. */
  integers(name: string, values: readonly number[]): string {
    const words = BigInt64Array.from(values, BigInt);
    this.#initializers.push(tensor(name, [values.length], INT64, bytesOf(words)));
    return name;
  }

  node(operator: string, inputs: readonly string[], attributes: Node["attributes"] = {}, outputs = 1): string[] {
    const output = Array.from({ length: outputs }, () => `value${this.#count++}`);
    this.#nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  /** A node with one output. */
  apply(operator: string, inputs: readonly string[], attributes: Node["attributes"] = {}): string {
    return this.node(operator, inputs, attributes)[0];
  }

  encode(): Uint8Array {
    const graph = new BinaryWriter();
    for (const node of this.#nodes) bytesField(graph, 1, encodeNode(node));
    stringField(graph, 2, "bench");
    for (const initializer of this.#initializers) bytesField(graph, 5, initializer);
    for (const input of this.#inputs) bytesField(graph, 11, input);
    for (const output of this.#outputs) bytesField(graph, 12, output);
    const operatorSet = new BinaryWriter();
    stringField(operatorSet, 1, "");
    integerField(operatorSet, 2, OPERATOR_SET);
    const model = new BinaryWriter();
    integerField(model, 1, IR_VERSION);
    bytesField(model, 7, graph.finish());
    bytesField(model, 8, operatorSet.finish());
    return model.finish();
  }
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function bytesField(writer: BinaryWriter, field: number, bytes: Uint8Array): void {
  writer.tag(field, WireType.LengthDelimited).bytes(bytes);
}

function stringField(writer: BinaryWriter, field: number, text: string): void {
  writer.tag(field, WireType.LengthDelimited).string(text);
}

function integerField(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function tensor(name: string, shape: readonly number[], element: number, raw: Uint8Array): Uint8Array {
  const writer = new BinaryWriter();
  for (const extent of shape) integerField(writer, 1, extent);
  integerField(writer, 2, element);
  stringField(writer, 8, name);
  bytesField(writer, 9, raw);
  return writer.finish();
}

function valueInfo(name: string, { shape, element = "float" }: TensorType): Uint8Array {
  const dimensions = new BinaryWriter();
  for (const extent of shape) {
    const dimension = new BinaryWriter();
    integerField(dimension, 1, extent);
    bytesField(dimensions, 1, dimension.finish());
  }
  const tensorType = new BinaryWriter();
  integerField(tensorType, 1, element === "float" ? FLOAT : INT32);
  bytesField(tensorType, 2, dimensions.finish());
  const type = new BinaryWriter();
  bytesField(type, 1, tensorType.finish());
  const writer = new BinaryWriter();
  stringField(writer, 1, name);
  bytesField(writer, 2, type.finish());
  return writer.finish();
}

function encodeNode({ operator, inputs, output, attributes }: Node): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of inputs) stringField(writer, 1, name);
  for (const name of output) stringField(writer, 2, name);
  stringField(writer, 4, operator);
  for (const [name, value] of Object.entries(attributes)) bytesField(writer, 5, encodeAttribute(name, value));
  return writer.finish();
}

/** Type codes of AttributeProto: 1 float, 2 integer, 3 string, 7 integers. */
function encodeAttribute(name: string, value: AttributeValue): Uint8Array {
  const writer = new BinaryWriter();
  stringField(writer, 1, name);
  if (typeof value === "number") {
    integerField(writer, 3, value);
    integerField(writer, 20, 2);
  } else if (typeof value === "string") {
    stringField(writer, 4, value);
    integerField(writer, 20, 3);
  } else if ("float" in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    integerField(writer, 20, 1);
  } else {
    for (const entry of value) integerField(writer, 8, entry);
    integerField(writer, 20, 7);
  }
  return writer.finish();
}
