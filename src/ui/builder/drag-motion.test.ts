import { expect, it } from "vitest";
import { edgeScroll, HoverWatch, scrolledTo } from "./drag-motion.ts";

const FRAME = { top: 100, bottom: 500 };

it("scrolls near the edges only, faster the nearer", () => {
  expect(edgeScroll(300, FRAME)).toBe(0);
  expect(edgeScroll(140, FRAME)).toBeGreaterThan(0);
  expect(edgeScroll(101, FRAME)).toBeGreaterThan(edgeScroll(140, FRAME));
  expect(edgeScroll(460, FRAME)).toBe(-edgeScroll(140, FRAME));
  expect(edgeScroll(600, FRAME)).toBe(-14);
});

it("stops where the document's beginning or end is in view", () => {
  const size = { room: 400, height: 900 };
  expect(scrolledTo(-100, 14, size)).toBe(-86);
  expect(scrolledTo(44, 14, size)).toBe(48);
  expect(scrolledTo(60, 14, size)).toBe(60);
  expect(scrolledTo(-545, -14, size)).toBe(-548);
  expect(scrolledTo(8, -14, { room: 400, height: 100 })).toBe(8);
});

it("opens what is held over for a while, once", () => {
  const watch = new HoverWatch();
  expect(watch.at("a", 0)).toBeUndefined();
  expect(watch.at("a", 599)).toBeUndefined();
  expect(watch.at("a", 600)).toBe("a");
  expect(watch.at("a", 2_000)).toBeUndefined();
  expect(watch.at(undefined, 2_100)).toBeUndefined();
  expect(watch.at("a", 2_200)).toBeUndefined();
  expect(watch.at("a", 2_800)).toBe("a");
});
