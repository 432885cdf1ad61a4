import { exportResult } from "../files/exports.ts";
import { sessionStore } from "../store/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "export-result",
  title: "Export the result as JSON",
  group: "Files",
  order: 60,
  isAvailable: () => sessionStore.getState().view.result !== undefined,
  perform: () => {
    const { result } = sessionStore.getState().view;
    if (result !== undefined) exportResult(result);
  },
};
