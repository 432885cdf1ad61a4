import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-redo",
  title: "Redo what was undone",
  group: "Build",
  order: 61,
  shortcut: { key: "z", hasModifier: true, hasShift: true, label: "Ctrl Shift Z or ⇧ ⌘ Z" },
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.redo(),
};
