import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-wrap",
  title: "Wrap what is chosen in a residual",
  group: "Build",
  order: 64,
  shortcut: { key: "e", hasModifier: true, label: "Ctrl E or ⌘ E" },
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.wrap(),
};
