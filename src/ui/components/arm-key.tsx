import { colourClass } from "./colour-scheme.ts";

export interface ArmKeyProps {
  readonly letter: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

/** An arm's sign: a piece of its line and its letter. */
export function ArmKey({ letter, colour, dash }: ArmKeyProps) {
  return (
    <span className={`arm-key ${colourClass(colour)}`}>
      <svg width="20" height="8" aria-hidden="true">
        <line x1="0" y1="4" x2="20" y2="4" stroke="currentColor" strokeWidth="2" strokeDasharray={dash.join(" ")} />
      </svg>
      <b>{letter}</b>
    </span>
  );
}
