import { settingsStore } from "../store/index.ts";
import { THEMES } from "../store/settings-store.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "next-theme",
  title: "Switch between system, light and dark colours",
  group: "View",
  order: 70,
  isAvailable: () => true,
  perform: () => {
    const { theme } = settingsStore.getState();
    settingsStore.setState({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] });
  },
};
