import { exportState } from "../files/exports.ts";
import { sessionStore } from "../store/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "export-state",
  title: "Export the paused session as one file",
  group: "Files",
  order: 50,
  isAvailable: () => sessionStore.getState().view.state === "paused",
  perform: () => void exportState(),
};
