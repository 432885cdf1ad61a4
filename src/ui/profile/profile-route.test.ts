import { expect, it } from "vitest";
import { addressOf, routeOf } from "../store/route-store.ts";

it.each(["#profile/step", "#profile/plan", "#profile/plan/3pt"])("reads %s as it is written", (hash) => {
  expect(addressOf(routeOf(hash))).toBe(hash);
});

it("shows the step where no side is named, and training for what is no address", () => {
  expect(routeOf("#profile")).toEqual({ view: "profile", tab: "step" });
  expect(routeOf("#profile/other")).toEqual({ view: "train" });
});
