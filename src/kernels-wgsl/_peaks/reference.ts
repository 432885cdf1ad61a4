import { CHAINS, UNROLL } from "./kernel.ts";

export interface MultiplyAddSize {
  readonly threads: number;
  /** Turns of the loop, each of `UNROLL` multiply-adds per chain. */
  readonly iterations: number;
}

/** Float64 truth of the multiply-add loop: y [threads]. */
export function multiplyAddReference(
  { threads, iterations }: MultiplyAddSize,
  factor: number,
  addend: number,
): Float64Array {
  return Float64Array.from({ length: threads }, (_, thread) => {
    let sum = 0;
    for (let chain = 0; chain < CHAINS; chain++) {
      let a = (thread % 64) / 64 + chain;
      for (let i = 0; i < iterations * UNROLL; i++) a = a * factor + addend;
      sum += a;
    }
    return sum;
  });
}
