import { expect, it } from "vitest";
import { commandForKey } from "../shell/shortcuts.ts";
import { COMMANDS } from "./index.ts";

const files = Object.keys(import.meta.glob("./*.ts")).filter(
  (path) => !["./command.ts", "./index.ts"].includes(path) && !path.includes(".test."),
);

function press(key: string, target: EventTarget, hasModifier = false, shiftKey = false) {
  const pressed = { key, target, ctrlKey: hasModifier, metaKey: false, altKey: false, shiftKey };
  return commandForKey(pressed, COMMANDS)?.id;
}

it("has one command for every file, each with its own name and key", () => {
  expect(COMMANDS).toHaveLength(files.length);
  expect(COMMANDS.map((command) => `./${command.id}.ts`).sort()).toEqual(files.sort());
  const keys = COMMANDS.flatMap((command) => command.shortcut?.label ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

it("leaves keys to what has the focus, unless they come with a modifier", () => {
  const input = document.createElement("input");
  expect(press(" ", document.body)).toBe("start-or-pause");
  expect(press(" ", input)).toBeUndefined();
  expect(press("?", input)).toBeUndefined();
  expect(press("k", input, true)).toBe("show-palette");
  expect(press("k", document.body)).toBeUndefined();
  expect(press("z", document.body, true)).toBe("build-undo");
  expect(press("z", document.body, true, true)).toBe("build-redo");
  expect(press("z", input, true)).toBeUndefined();
});
