import { expect, it } from "vitest";
import { EXPERIMENT } from "../store/session-events.fixture.ts";
import { BASELINE_KEY, runRecord } from "../store/session-events.fixture.ts";
import { writeSafetensors } from "../../lib/safetensors.ts";
import { readStateHead } from "./state-head.ts";
import { experimentWithDocument } from "./document-arm.ts";
import { fileStem } from "./download.ts";
import { fileKind } from "./file-kind.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it("tells files apart by name, and by content where the name says nothing", () => {
  expect(fileKind("run.safetensors", bytes(""))).toBe("state");
  expect(fileKind("3pt.JSON", bytes("{}"))).toBe("json");
  expect(fileKind("book.txt", bytes("{"))).toBe("text");
  expect(fileKind("pasted", bytes("{}"))).toBe("json");
  expect(fileKind("pasted", bytes("Call me"))).toBe("text");
});

it("names exported files after their experiment and day", () => {
  expect(fileStem("3PT against RoPE, two minutes", new Date("2026-11-24T05:00:00Z"))).toBe(
    "3pt-against-rope-two-minutes-2026-11-24",
  );
  expect(fileStem("…", new Date("2026-11-24T05:00:00Z"))).toBe("bakeoff-2026-11-24");
});

it("sets an opened architecture against the baseline", () => {
  const experiment = experimentWithDocument(EXPERIMENT, { trunk: [] }, "My Idea.json");
  expect(experiment.arms.map((arm) => arm.id)).toEqual(["rope-only", "my-idea"]);
  expect(experiment.baseline).toBe("rope-only");
});

it("reads an exported state's experiment and the curves so far", () => {
  const { curves, samples } = runRecord(BASELINE_KEY, 4);
  const head = { experiment: EXPERIMENT, finished: [], active: [{ key: BASELINE_KEY, curves, samples }] };
  const { experiment, runs } = readStateHead(writeSafetensors(new Map(), { bakeoff: JSON.stringify(head) }));
  expect(experiment).toEqual(EXPERIMENT);
  expect(runs[0]).toMatchObject({ key: BASELINE_KEY, curves: { step: [1, 2, 3, 4] } });
  expect(() => readStateHead(writeSafetensors(new Map(), {}))).toThrow(/no exported run/);
});
