import { sha256Hex } from "../../lib/sha256.ts";

export type StateKind = "parameter" | "moment" | "buffer";

/** One tensor of a run's state, padding excluded. */
export interface StateTensor {
  readonly kind: StateKind;
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}

function dtypeOf(tensor: StateTensor): string {
  return tensor.data instanceof Float32Array ? "f32" : "u32";
}

function before(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * SHA-256 over the tensors sorted by kind and name: a line `kind name dtype shape`, then the bytes. Two runs have equal
 * hashes exactly when every parameter and moment is equal to the bit.
 */
export async function stateHash(tensors: readonly StateTensor[]): Promise<string> {
  const encoder = new TextEncoder();
  const chunks = [...tensors]
    .sort((a, b) => before(a.kind, b.kind) || before(a.name, b.name))
    .flatMap((tensor) => [
      encoder.encode(`${tensor.kind} ${tensor.name} ${dtypeOf(tensor)} [${tensor.shape.join(",")}]\n`),
      new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength),
    ]);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return sha256Hex(bytes);
}
