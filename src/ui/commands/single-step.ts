import { sessionStore } from "../store/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "single-step",
  title: "Do one step of every arm",
  group: "Run",
  order: 20,
  shortcut: { key: ".", label: "." },
  isAvailable: () => sessionStore.getState().view.state === "paused",
  perform: () => void sessionStore.getState().step(),
};
