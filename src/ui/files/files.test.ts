import { expect, it } from "vitest";
import { EXPERIMENT } from "../store/session-events.fixture.ts";
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
