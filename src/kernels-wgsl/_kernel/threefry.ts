import type { StepValues } from "./step.ts";

/** Snippet: the generator of lib/threefry.ts in WGSL, equal to it bit for bit. A kernel inserts `THREEFRY`. */
export const THREEFRY = `
fn threefry_round(x: vec2u, turn: u32) -> vec2u {
  let sum = x.x + x.y;
  return vec2u(sum, ((x.y << turn) | (x.y >> (32u - turn))) ^ sum);
}
fn threefry_even(x: vec2u) -> vec2u {
  return threefry_round(threefry_round(threefry_round(threefry_round(x, 13u), 15u), 26u), 6u);
}
fn threefry_odd(x: vec2u) -> vec2u {
  return threefry_round(threefry_round(threefry_round(threefry_round(x, 17u), 29u), 16u), 24u);
}
// Threefry-2x32 with 20 rounds: key (seed, stream), counter (step, element).
fn threefry(key: vec2u, counter: vec2u) -> vec2u {
  let parity = 0x1bd11bdau ^ key.x ^ key.y;
  var x = threefry_even(counter + key) + vec2u(key.y, parity + 1u);
  x = threefry_odd(x) + vec2u(parity, key.x + 2u);
  x = threefry_even(x) + vec2u(key.x, key.y + 3u);
  x = threefry_odd(x) + vec2u(key.y, parity + 4u);
  return threefry_even(x) + vec2u(parity, key.x + 5u);
}
// High word of the product of two u32, by halves of 16 bits.
fn mul_high(a: u32, b: u32) -> u32 {
  let middle = (a >> 16u) * (b & 0xffffu) + (((a & 0xffffu) * (b & 0xffffu)) >> 16u);
  let carry = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (carry >> 16u);
}
`;

/** The part of a step that randomness depends on. */
export type RandomStep = Pick<StepValues, "seed" | "index" | "micro" | "microSteps">;

/** The step that references of random operators stand for, having no other way to know one: the first of seed 1. */
export const REFERENCE_STEP: RandomStep = { seed: 1, index: 0, micro: 0, microSteps: 1 };
