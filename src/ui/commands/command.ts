/** Something the reader can do: toolbar, palette, shortcut and help all read this. */
export interface Command {
  readonly id: string;
  /** A verb first, as on a button. */
  readonly title: string;
  readonly group: "Run" | "Build" | "Files" | "View";
  /** Place among all commands. */
  readonly order: number;
  readonly shortcut?: Shortcut;
  /** Whether it would do something now. */
  readonly isAvailable: () => boolean;
  readonly perform: () => void;
}

export interface Shortcut {
  /** As `KeyboardEvent.key` gives it. */
  readonly key: string;
  /** With Ctrl, or ⌘ on a Mac. */
  readonly hasModifier?: boolean;
  /** With Shift as well; only beside the modifier, since Shift alone makes another key. */
  readonly hasShift?: boolean;
  /** As people read it. */
  readonly label: string;
}
