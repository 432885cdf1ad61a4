import { addressOf } from "../store/route-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "open-profiler",
  title: "Open the profiler",
  group: "View",
  order: 85,
  isAvailable: () => true,
  perform: () => {
    window.location.hash = addressOf({ view: "profile", tab: "step" });
  },
};
