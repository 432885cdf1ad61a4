import { describe, expect, it } from "vitest";
import { drawToken } from "./draw-token.ts";

const LOGITS = Float32Array.of(0, 2, 1, 2, -80);

describe("drawing a token", () => {
  it("takes the likeliest at temperature 0, the lower id on a tie", () => {
    expect(drawToken(LOGITS, { temperature: 0, seed: 1 }, 0)).toBe(1);
  });

  it("draws in proportion to exp(logit / temperature)", () => {
    const counts = [0, 0, 0, 0, 0];
    const draws = 4000;
    for (let position = 0; position < draws; position += 1) {
      counts[drawToken(LOGITS, { temperature: 1, seed: 7 }, position)] += 1;
    }
    const weights = [1, Math.exp(2), Math.E, Math.exp(2)];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, id) => {
      expect(Math.abs(counts[id] / draws - weight / total)).toBeLessThan(0.03);
    });
    expect(counts[4]).toBe(0);
  });

  it("stays among the k likeliest", () => {
    for (let position = 0; position < 200; position += 1) {
      expect([1, 3]).toContain(drawToken(LOGITS, { temperature: 5, topK: 2, seed: 3 }, position));
    }
  });

  it("is the same for the same seed and position, and differs between seeds", () => {
    const flat = new Float32Array(1000);
    const drawn = (seed: number) => Array.from({ length: 8 }, (_, at) => drawToken(flat, { temperature: 1, seed }, at));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  it("survives logits of 80 and more", () => {
    expect(drawToken(Float32Array.of(800, -800), { temperature: 0.5, seed: 1 }, 0)).toBe(0);
  });
});
