import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-match",
  title: "Match the baseline's cost",
  group: "Build",
  order: 65,
  shortcut: { key: "m", label: "M" },
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.match(),
};
