import { describe, expect, test } from "vitest";
import { scenes, SIDE } from "../scenes-64/scenes.ts";
import { cosineOfTurns, sineOfTurns } from "../scenes-64/sine.ts";
import { hashOfScenes, labelsOf, sceneCount, sceneSlice } from "./scene-set.ts";

const set = scenes(7, 0, 60);

describe("generated scenes", () => {
  test("sines are those of the library to 1e-8", () => {
    for (let turns = -1.3; turns < 2; turns += 0.013) {
      expect(Math.abs(sineOfTurns(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(1e-8);
      expect(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-8);
    }
  });

  test("are a function of seed and number", async () => {
    const later = scenes(7, 58, 2);
    expect(later.pixels).toEqual(set.pixels.slice(58 * SIDE * SIDE * 3));
    expect(later.labels).toEqual(set.labels.slice(58 * SIDE * SIDE * 2));
    expect(await hashOfScenes(scenes(7, 0, 2))).toBe(
      "538cf6c413761b3bbb6e45f1f0081cd7789ae21e2629f77cf43046ebd69162cb",
    );
    expect(scenes(8, 0, 1).pixels).not.toEqual(set.pixels.slice(0, SIDE * SIDE * 3));
  });

  test("every segment has one class and twelve pixels at least, numbers from 0 on, and all classes occur", () => {
    const seen = new Set<number>();
    const strays: number[] = [];
    for (let scene = 0; scene < sceneCount(set); scene++) {
      const labels = labelsOf(set, scene);
      const classes = new Map<number, number>();
      const pixels = new Map<number, number>();
      for (let at = 0; at < labels.length; at += 2) {
        if ((classes.get(labels[at]) ?? labels[at + 1]) !== labels[at + 1]) strays.push(scene);
        classes.set(labels[at], labels[at + 1]);
        pixels.set(labels[at], (pixels.get(labels[at]) ?? 0) + 1);
      }
      expect([...classes.keys()].sort()).toEqual(Array.from({ length: classes.size }, (_, segment) => segment));
      expect(classes.get(0)).toBe(0);
      expect(Math.min(...pixels.values())).toBeGreaterThanOrEqual(12);
      expect(classes.size).toBeLessThanOrEqual(set.segments);
      classes.forEach((kind) => seen.add(kind));
    }
    expect(strays).toEqual([]);
    expect(seen.size).toBe(set.classes.length);
  });

  test("a slice is spread over the set and hashed", async () => {
    const slice = await sceneSlice(set, 6);
    expect(slice.windowStarts).toHaveLength(6);
    expect(slice.targets).toBe(6);
    expect(slice.sha256).not.toBe((await sceneSlice(set, 5)).sha256);
  });
});
