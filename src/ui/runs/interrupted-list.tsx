import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { formatNumber } from "../../lib/format.ts";
import { engine } from "../../workers/client.ts";
import { resumeTraining } from "../train/start-training.ts";
import { dropInterrupted, interruptedStore } from "./interrupted-store.ts";
import type { Interrupted } from "./interrupted-store.ts";

function goOn({ id, experiment, state, files, runs }: Interrupted): void {
  dropInterrupted(id);
  void resumeTraining(experiment, state, runs, { keepAs: id, files });
}

async function discard({ id }: Interrupted): Promise<void> {
  dropInterrupted(id);
  const remote = await engine();
  await remote.forget(id);
  await remote.forgetWeights(id);
}

/** Sessions that were under way when their page was closed or reloaded. */
export function InterruptedList() {
  const { sessions } = useStore(interruptedStore);
  if (sessions.length === 0) return null;
  return (
    <section className="interrupted" aria-labelledby="interrupted-heading">
      <h2 id="interrupted-heading">Interrupted</h2>
      {sessions.map((session) => {
        const steps = session.runs.reduce((sum, run) => sum + (run.curves.step.at(-1) ?? 0), 0);
        return (
          <div key={session.id} className="interrupted-entry">
            <p>
              {session.experiment.title ?? "A session"}{" "}
              {steps === 0 ? "had not made a step" : `stood at step ${formatNumber(steps)}`} when its page was closed.
              <span className="note">
                {steps === 0 ? " It begins with the same seeds." : " It goes on from there to the same bits."}
              </span>
            </p>
            <Button className="button primary" onPress={() => goOn(session)}>
              Go on
            </Button>
            <Button className="button" onPress={() => void discard(session)}>
              Discard
            </Button>
          </div>
        );
      })}
    </section>
  );
}
