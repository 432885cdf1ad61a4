import { dialogStore } from "../store/index.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "show-tour",
  title: "Show the two-minute tour",
  group: "View",
  order: 85,
  isAvailable: () => true,
  perform: () => dialogStore.setState({ open: "tour" }),
};
