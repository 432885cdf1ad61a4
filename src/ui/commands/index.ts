import type { Command } from "./command.ts";

const modules = import.meta.glob<{ command?: Command }>(["./*.ts", "!./command.ts", "!./index.ts", "!./*.test.ts"], {
  eager: true,
});

/** Every file of this folder that exports a `command`. */
export const COMMANDS: readonly Command[] = Object.values(modules)
  .flatMap((module) => module.command ?? [])
  .sort((a, b) => a.order - b.order);
