import { expect, test } from "vitest";
import { classesOf, overlaid, segmentationText, shareRight } from "./segmentation-overlay.ts";

test("pixels are tinted by their class, those of the background darkened", () => {
  const pixels = Uint8Array.of(100, 200, 40, 100, 200, 40);
  expect([...overlaid(pixels, 3)]).toEqual([100, 200, 40, 255, 100, 200, 40, 255]);
  expect([...overlaid(pixels, 3, Uint8Array.of(0, 1))]).toEqual([35, 70, 14, 255, 184, 173, 14, 255]);
  expect([...overlaid(Uint8Array.of(80), 1)]).toEqual([80, 80, 80, 255]);
});

test("a segmentation is read from its digits and told in words", () => {
  const classes = classesOf("001a");
  expect([...classes]).toEqual([0, 0, 1, 10]);
  expect(segmentationText(classesOf("0010"), ["background", "disk", "ring"])).toBe("background 75 %, disk 25 %");
  expect(shareRight(classesOf("0110"), Uint8Array.of(0, 0, 1, 0))).toBe(0.75);
});
