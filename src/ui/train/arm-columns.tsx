import type { ReactNode } from "react";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import type { SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";

export interface AnswersProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

interface ArmColumnProps extends Pick<AnswersProps, "arms" | "baseline"> {
  readonly arm: NamedArm;
  /** Which run is shown, and how far it is. */
  readonly note: string;
  /** What the arm answered; undefined before it has. */
  readonly children: ReactNode;
  /** What will stand here. */
  readonly empty: string;
}

/** What one arm answers, under its name; arms stand side by side. */
export function ArmColumn({ arm, arms, baseline, note, children, empty }: ArmColumnProps) {
  const style = armStyle(
    arms.map(({ id }) => id),
    arm.id,
    baseline,
  );
  return (
    <div className="sample">
      <h3>
        <ArmKey {...style} /> {arm.title}
        <span className="note number"> {note}</span>
      </h3>
      {children === undefined ? <p className="quiet">{empty}</p> : children}
    </div>
  );
}
