import { Button } from "react-aria-components";
import { Icon } from "../components/icon.tsx";
import type { IconName } from "../components/icon.tsx";
import { Problem } from "../components/problem.tsx";
import { useAdapter, useSession } from "../components/use-stored.ts";
import { exportResult, exportState } from "../files/exports.ts";
import type { SharedContent } from "../../sharing/content.ts";
import { sessionStore } from "../store/index.ts";
import { isBusy } from "../store/session-view.ts";
import type { ViewState } from "../store/session-view.ts";
import type { PendingControl } from "../store/session-store.ts";
import { enqueueDraft } from "../runs/run-queue.ts";
import { contentOfResult } from "../share/shared-contents.ts";
import { ShareButton } from "../share/share-button.tsx";
import { draftedExperiment, startTraining } from "./start-training.ts";

interface PrimaryAct {
  readonly icon: IconName;
  readonly label: string;
  readonly perform: () => void;
  readonly isDisabled: boolean;
}

/** The finished session with what it came to; before, what the form describes. */
async function shownContent(): Promise<SharedContent | undefined> {
  const { result } = session().view;
  if (result !== undefined) return contentOfResult(result);
  const experiment = isBusy(session().view.state) ? session().experiment : await draftedExperiment();
  return experiment === undefined ? undefined : { kind: "experiment", experiment };
}

const session = () => sessionStore.getState();

/** "Train both", "Train all 3", "Train": the verb with how many arms it means. */
function trainLabel(arms: number, state: ViewState): string {
  const again = state === "finished" || state === "failed" ? " again" : "";
  if (arms < 2) return `Train${again}`;
  return `${arms === 2 ? "Train both" : `Train all ${arms}`}${again}`;
}

/** One button that is start, pause and resume in turn, so that the focus stays where the hand is. */
function primaryAct(state: ViewState, pending: PendingControl | undefined, arms: number): PrimaryAct {
  if (pending === "pause") return { icon: "pause", label: "Pausing …", perform: () => undefined, isDisabled: true };
  if (state === "running") {
    return { icon: "pause", label: "Pause", perform: () => void session().pause(), isDisabled: false };
  }
  if (state === "paused") {
    return { icon: "play", label: "Resume", perform: () => void session().resume(), isDisabled: pending === "step" };
  }
  if (state === "preparing") return { icon: "play", label: "Preparing …", perform: () => undefined, isDisabled: true };
  if (state === "stopping") return { icon: "stop", label: "Stopping …", perform: () => undefined, isDisabled: true };
  return { icon: "play", label: trainLabel(arms, state), perform: () => void startTraining(), isDisabled: false };
}

/** Step, stop and the files of a session; at the end the primary button, which never moves. */
export function Controls({ arms }: { readonly arms: number }) {
  const state = useSession((store) => store.view.state);
  const pending = useSession((store) => store.pending);
  const problem = useSession((store) => store.problem);
  const result = useSession((store) => store.view.result);
  const groups = useSession((store) => store.view.plannedRuns.length / Math.max(1, store.view.arms.length));
  const adapter = useAdapter();
  const act = primaryAct(state, pending, arms);
  const isPaused = state === "paused";
  return (
    <div className="controls">
      {isBusy(state) ? (
        <>
          <Button
            className="button"
            isDisabled={!isPaused || pending !== undefined}
            onPress={() => void session().step()}
          >
            <Icon name="step" />
            Step
          </Button>
          <Button className="button" onPress={() => void enqueueDraft()}>
            <Icon name="plus" />
            Queue this
          </Button>
          {groups > 1 ? (
            <Button
              className="button"
              isDisabled={state === "stopping" || state === "preparing" || pending !== undefined}
              onPress={() => void session().skip()}
            >
              <Icon name="step" />
              Stop this seed
            </Button>
          ) : null}
          <Button className="button" isDisabled={state === "stopping"} onPress={() => void session().stop()}>
            <Icon name="stop" />
            Stop
          </Button>
          <Button className="button" isDisabled={!isPaused || pending !== undefined} onPress={() => void exportState()}>
            <Icon name="export" />
            Export state
          </Button>
        </>
      ) : null}
      {result === undefined ? null : (
        <Button className="button" onPress={() => exportResult(result)}>
          <Icon name="export" />
          Export result
        </Button>
      )}
      <ShareButton content={shownContent} title={session().experiment?.title ?? "experiment"} />
      <Button
        className="button primary"
        onPress={act.perform}
        isDisabled={act.isDisabled || adapter.status === "missing"}
      >
        <Icon name={act.icon} />
        {act.label}
      </Button>
      {problem === undefined ? null : <Problem sentence={problem} />}
    </div>
  );
}
