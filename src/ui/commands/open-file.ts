import { chooseFile } from "../files/choose-file.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  id: "open-file",
  title: "Open a text, experiment, result, architecture or state",
  group: "Files",
  order: 40,
  shortcut: { key: "o", label: "O" },
  isAvailable: () => true,
  perform: chooseFile,
};
