import { adapterStore, sessionStore } from "../store/index.ts";
import { startTraining } from "../train/start-training.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "start-or-pause",
  title: "Start, pause or resume training",
  group: "Run",
  order: 10,
  shortcut: { key: " ", label: "Space" },
  isAvailable: () => adapterStore.getState().status === "ready" && sessionStore.getState().view.state !== "stopping",
  perform: () => {
    const { view, pause, resume } = sessionStore.getState();
    if (view.state === "running") void pause();
    else if (view.state === "paused") void resume();
    else if (view.state !== "preparing") void startTraining();
  },
};
