import { expect, test } from "vitest";
import { addressOf, routeOf } from "../store/route-store.ts";
import { selectionOfText, textOfSelection } from "./compare-address.ts";
import type { Selection } from "./compare-store.ts";

const CHOSEN: Selection = { runs: ["3f2c-aa", "77-b"], hidden: ["77-b/rope-only"], pinned: "77-b/3pt" };

test("what is chosen, left out and pinned comes back from the address", () => {
  const route = routeOf(addressOf({ view: "compare", chosen: textOfSelection(CHOSEN) }));
  expect(route.view === "compare" && selectionOfText(route.chosen ?? "")).toEqual(CHOSEN);
});

test("a single run is its id", () => {
  expect(textOfSelection({ runs: ["3f2c-aa"], hidden: [], pinned: undefined })).toBe("3f2c-aa");
  expect(selectionOfText("3f2c-aa")).toEqual({ runs: ["3f2c-aa"], hidden: [], pinned: undefined });
});

test("arms of runs that are not chosen are not carried, and what cannot be read is left out", () => {
  expect(textOfSelection({ ...CHOSEN, runs: ["3f2c-aa"], pinned: undefined })).toBe("3f2c-aa");
  expect(selectionOfText("a,a;pin=b;hide=.x,a.y,c.;z=1")).toEqual({ runs: ["a"], hidden: ["a/y"], pinned: undefined });
});
