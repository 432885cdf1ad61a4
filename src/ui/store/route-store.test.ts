import { expect, it } from "vitest";
import { addressOf, routeOf } from "./route-store.ts";

it.each([
  "#train",
  "#train/mamba",
  "#papers",
  "#papers/noble",
  "#run/3f2c-aa",
  "#build",
  "#build/3pt-nano",
  "#compare",
  "#compare/3f2c-aa",
  "#compare/3f2c-aa,77-b;pin=77-b.3pt;hide=3f2c-aa.rope-only,77-b.x",
  "#s=1.AbC-_9",
  "#s=?",
])("reads %s as it is written", (hash) => {
  expect(addressOf(routeOf(hash))).toBe(hash);
});

it.each(["", "#", "#run", "#papers/<script>", "#train/a/b", "#nowhere"])("shows training for %j", (hash) => {
  expect(routeOf(hash)).toEqual({ view: "train" });
});
