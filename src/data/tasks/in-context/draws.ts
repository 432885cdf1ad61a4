import { STREAMS, threefry2x32, uniformFloat } from "../../../lib/threefry.ts";

const TWO_POW_MINUS_32 = 2 ** -32;

/** Independent draws of one row: a pure function of (seed, row) and of how many were taken before. */
export class Draws {
  private readonly seed: number;
  private readonly row: number;
  private taken = 0;
  /** Box-Muller makes two at a time. */
  private spare: number | undefined;

  constructor(seed: number, row: number) {
    this.seed = seed;
    this.row = row;
  }

  /** In [0, 1). */
  uniform(): number {
    return uniformFloat(this.words()[0]);
  }

  /** Standard normal. */
  normal(): number {
    if (this.spare !== undefined) {
      const { spare } = this;
      this.spare = undefined;
      return spare;
    }
    const [first, second] = this.words();
    // The half keeps the logarithm's argument inside (0, 1).
    const radius = Math.sqrt(-2 * Math.log((first + 0.5) * TWO_POW_MINUS_32));
    const angle = 2 * Math.PI * second * TWO_POW_MINUS_32;
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  normals(count: number): number[] {
    return Array.from({ length: count }, () => this.normal());
  }

  private words(): [number, number] {
    return threefry2x32(this.seed, STREAMS.sampling, this.row, this.taken++);
  }
}
