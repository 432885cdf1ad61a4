import { sessionStore } from "../store/index.ts";
import { isBusy } from "../store/session-view.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "stop",
  title: "Stop training and keep what was measured",
  group: "Run",
  order: 30,
  isAvailable: () => isBusy(sessionStore.getState().view.state),
  perform: () => void sessionStore.getState().stop(),
};
