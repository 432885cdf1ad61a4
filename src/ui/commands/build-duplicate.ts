import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-duplicate",
  title: "Duplicate what is chosen",
  group: "Build",
  order: 63,
  shortcut: { key: "d", hasModifier: true, label: "Ctrl D or ⌘ D" },
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.duplicate(),
};
