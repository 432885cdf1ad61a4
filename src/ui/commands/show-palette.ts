import { dialogStore } from "../store/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "show-palette",
  title: "Find a command",
  group: "View",
  order: 90,
  shortcut: { key: "k", hasModifier: true, label: "Ctrl K or ⌘ K" },
  isAvailable: () => true,
  perform: () => dialogStore.setState({ open: "palette" }),
};
