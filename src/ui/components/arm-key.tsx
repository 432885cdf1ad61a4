import { colourClass } from "./colour-scheme.ts";

export interface ArmKeyProps {
  readonly letter: string;
  readonly colour: string;
  readonly dash: readonly number[];
  /** Stands for dots instead of a line. */
  readonly isDots?: boolean;
}

/** An arm's sign: a piece of its line and its letter. */
export function ArmKey({ letter, colour, dash, isDots = false }: ArmKeyProps) {
  return (
    <span className={`arm-key ${colourClass(colour)}`}>
      <svg width="20" height="8" aria-hidden="true">
        {isDots ? (
          <circle cx="14" cy="4" r="2.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        ) : (
          <line x1="0" y1="4" x2="20" y2="4" stroke="currentColor" strokeWidth="2" strokeDasharray={dash.join(" ")} />
        )}
      </svg>
      <b>{letter}</b>
    </span>
  );
}
