import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-undo",
  title: "Undo the last edit",
  group: "Build",
  order: 60,
  shortcut: { key: "z", hasModifier: true, label: "Ctrl Z or ⌘ Z" },
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.undo(),
};
