import { dialogStore } from "../store/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "show-help",
  title: "Show keys and what the numbers mean",
  group: "View",
  order: 80,
  shortcut: { key: "?", label: "?" },
  isAvailable: () => true,
  perform: () => dialogStore.setState({ open: "help" }),
};
