import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { forgottenStore, restoreRun } from "./kept-runs.ts";

/** A way back for the run that was forgotten last. */
export function ForgottenLine() {
  const { run } = useStore(forgottenStore);
  if (run === undefined) return null;
  return (
    <p className="forgotten" role="status">
      {run.summary.name ?? run.summary.title} was forgotten.{" "}
      <Button className="button" onPress={() => void restoreRun(run)}>
        Undo
      </Button>
    </p>
  );
}
