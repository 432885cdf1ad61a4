import type { Command } from "../commands/command.ts";

/** Where keys belong to what has the focus: typing, choosing, pressing, scrolling a slider. */
const OWN_KEYS =
  "input, textarea, select, button, summary, a[href], [contenteditable], [role=option], [role=slider], [role=menuitem], [role=dialog]";

/** The command that a key press means, if any. */
export function commandForKey(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target">,
  commands: readonly Command[],
): Command | undefined {
  const hasModifier = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  const isInWidget = event.target instanceof Element && event.target.closest(OWN_KEYS) !== null;
  return commands.find(({ shortcut }) => {
    if (shortcut === undefined || shortcut.key !== event.key.toLowerCase()) return false;
    if ((shortcut.hasModifier ?? false) !== hasModifier) return false;
    return hasModifier || !isInWidget;
  });
}

/** Listens for the shortcuts of all commands; the returned function ends it. */
export function listenForShortcuts(commands: readonly Command[]): () => void {
  const controller = new AbortController();
  document.addEventListener(
    "keydown",
    (event) => {
      const command = commandForKey(event, commands);
      if (command === undefined || event.repeat) return;
      event.preventDefault();
      if (command.isAvailable()) command.perform();
    },
    { signal: controller.signal },
  );
  return () => controller.abort();
}
