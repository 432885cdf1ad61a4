import { expect, it } from "vitest";
import { routeOf, addressOf } from "./route-store.ts";
import { createSettingsStore } from "./settings-store.ts";

function storage(text: string | null) {
  const kept = { text };
  return {
    kept,
    getItem: () => kept.text,
    setItem: (_key: string, value: string) => {
      kept.text = value;
    },
  };
}

it("keeps choices, and loses only the damaged ones of an old store", () => {
  const old = storage(JSON.stringify({ metric: "perplexity", smoothing: 7, theme: "sepia", extra: 1 }));
  const store = createSettingsStore(old);
  expect(store.getState()).toMatchObject({ metric: "perplexity", smoothing: 0.6, theme: "system" });
  expect(store.getState()).not.toHaveProperty("extra");
  store.setState({ axis: "flops" });
  expect(JSON.parse(old.kept.text ?? "")).toMatchObject({ axis: "flops", metric: "perplexity" });
});

it("starts from the defaults where the store cannot be read", () => {
  expect(createSettingsStore(storage("{oops")).getState().metric).toBe("bitsPerByte");
  expect(createSettingsStore(storage("null")).getState().axis).toBe("step");
});

it("reads addresses and writes them", () => {
  expect(routeOf("#run/1f2e-3d")).toEqual({ view: "run", id: "1f2e-3d" });
  expect(routeOf("#automation")).toEqual({ view: "train" });
  expect(routeOf(addressOf({ view: "run", id: "abc" }))).toEqual({ view: "run", id: "abc" });
});
