import type { Command } from "../commands/command.ts";

/** Where keys belong to what has the focus: typing, choosing, pressing, scrolling a slider. */
const OWN_KEYS =
  "input, textarea, select, button, summary, a[href], [contenteditable], [role=option], [role=slider], [role=menuitem], [role=dialog]";

/** What text fields do with the modifier, where the text is the reader's. */
const TEXT_KEYS = "acdvxyz";
const TEXT_FIELDS = "input, textarea, [contenteditable]";

/** The command that a key press means, if any. */
export function commandForKey(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "target">,
  commands: readonly Command[],
): Command | undefined {
  const hasModifier = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  const target = event.target instanceof Element ? event.target : undefined;
  const widget = target?.closest(OWN_KEYS) ?? null;
  // A line of the canvas is a button, but letters mean nothing to it.
  const isInWidget = widget !== null && (event.key === " " || !widget.matches("[data-row]"));
  const isTyping = target !== undefined && target.closest(TEXT_FIELDS) !== null;
  return commands.find(({ shortcut }) => {
    if (shortcut === undefined || shortcut.key !== event.key.toLowerCase()) return false;
    if ((shortcut.hasModifier ?? false) !== hasModifier) return false;
    if (!hasModifier) return !isInWidget;
    return (shortcut.hasShift ?? false) === event.shiftKey && !(isTyping && TEXT_KEYS.includes(shortcut.key));
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
