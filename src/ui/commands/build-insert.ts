import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-insert",
  title: "Insert a block behind the chosen one",
  group: "Build",
  order: 62,
  shortcut: { key: "/", label: "/" },
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.insert(),
};
