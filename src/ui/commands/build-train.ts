import { buildActions, isBuilding } from "../store/build-actions-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "build-train",
  title: "Train the edited architecture against its baseline",
  group: "Build",
  order: 66,
  isAvailable: isBuilding,
  perform: () => buildActions.getState().actions?.train(),
};
