import { Button } from "react-aria-components";
import { useStore } from "zustand";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { formatSeconds } from "../../lib/format.ts";
import { Icon } from "../components/icon.tsx";
import { useSession } from "../components/use-stored.ts";
import { queueStore } from "../store/index.ts";
import { isBusy } from "../store/session-view.ts";
import type { SessionView } from "../store/session-view.ts";
import { startQueue, stopAll } from "./run-queue.ts";

function runsOf({ arms, seeds, learningRates = [] }: Experiment): number {
  return arms.length * seeds.length * Math.max(1, learningRates.length);
}

/** Seconds that an experiment would take at the pace of the session on screen; undefined before it has one. */
function estimatedSeconds(experiment: Experiment, { arms, runs }: SessionView): number | undefined {
  const { seconds, steps, tokens, joules } = experiment.budget;
  if (seconds !== undefined) return seconds * runsOf(experiment);
  const spent = runs.reduce((sum, { curves }) => sum + (curves.seconds.at(-1) ?? 0), 0);
  if (joules !== undefined) {
    const spentJoules = runs.reduce((sum, { key, curves }) => {
      const picojoules = arms.find(({ id }) => id === key.arm)?.energy?.arithmeticPicojoulesPerToken ?? 0;
      return sum + (curves.tokens.at(-1) ?? 0) * picojoules * 1e-12;
    }, 0);
    return spentJoules > 0 ? (joules * runsOf(experiment) * spent) / spentJoules : undefined;
  }
  const tokensInAll =
    (tokens ?? steps! * experiment.batch * experiment.accumulate * experiment.sequenceLength) * runsOf(experiment);
  const measured = runs.reduce((sum, { curves }) => sum + (curves.tokens.at(-1) ?? 0), 0);
  return measured > 0 ? (tokensInAll * spent) / measured : undefined;
}

/** Experiments that wait, with the time that they would take. */
export function QueueList() {
  const { waiting, drop } = useStore(queueStore);
  const view = useSession((store) => store.view);
  if (waiting.length === 0) return null;
  const isRunning = isBusy(view.state);
  return (
    <section className="queue" aria-labelledby="queue-heading">
      <div className="panel-heading">
        <h2 id="queue-heading">Waiting</h2>
        {isRunning ? (
          <Button className="button" onPress={stopAll}>
            <Icon name="stop" />
            Stop all
          </Button>
        ) : (
          <Button className="button" onPress={startQueue}>
            <Icon name="play" />
            Start the queue
          </Button>
        )}
      </div>
      <ol>
        {waiting.map(({ id, experiment }) => {
          const title = experiment.title ?? experiment.arms.map((arm) => arm.title ?? arm.id).join(" against ");
          const seconds = estimatedSeconds(experiment, view);
          return (
            <li key={id} className="queue-entry">
              <span>
                {title}
                <span className="note">
                  {" "}
                  {runsOf(experiment)} runs
                  {seconds === undefined ? "" : `, about ${formatSeconds(seconds)} of training at the present pace`}
                </span>
              </span>
              <Button className="button icon-button" aria-label={`Take ${title} out`} onPress={() => drop(id)}>
                <Icon name="close" />
              </Button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
