import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";

/** The portable size of one storage binding. */
const BINDING_BYTES = 128 * 2 ** 20;
const [LEAST_BITS, MOST_BITS] = [2, 10];

/** Refuses bits that do not cut the width into chunks. */
export function checkBits(width: number, bits: number): void {
  if (width % bits === 0) return;
  const legal = nearestDivisors(width, bits).filter((divisor) => divisor >= LEAST_BITS && divisor <= MOST_BITS);
  const offer =
    legal.length === 0
      ? "no number of bits from 2 to 10 divides it; use another width"
      : `the nearest legal values are ${listText(legal)}`;
  throw new Refusal(`${bits} bits do not cut the width ${width} into whole chunks; ${offer}.`, "bits", legal[0]);
}

/** Refuses tables that one binding of the device cannot hold: width / chunkBits chunks of 2^rowBits rows. */
export function checkTable(width: number, bits: number, outputs: number, extraBits = 0): void {
  checkBits(width, bits);
  const bytes = (chunkBits: number): number => (width / chunkBits) * 2 ** (chunkBits + extraBits) * outputs * 4;
  if (bytes(bits) <= BINDING_BYTES) return;
  const legal = [...Array(bits).keys()].filter(
    (fewer) => fewer >= LEAST_BITS && width % fewer === 0 && bytes(fewer) <= BINDING_BYTES,
  );
  const megabytes = Math.ceil(bytes(bits) / 2 ** 20);
  const offer = legal.length === 0 ? "use a smaller width" : `the nearest legal value is ${legal[legal.length - 1]}`;
  throw new Refusal(
    `tables of ${bits + extraBits} bits take ${megabytes} MiB, more than the 128 MiB that every device can bind; ${offer}.`,
    "bits",
    legal.at(-1),
  );
}
