import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { sentenceOf } from "../../lib/failure.ts";
import { engine } from "../../workers/client.ts";
import type { StepProfile } from "../../workers/protocol.ts";
import { Icon } from "../components/icon.tsx";
import { Problem } from "../components/problem.tsx";
import { useAdapter, useSession } from "../components/use-stored.ts";
import { download, fileStem } from "../files/download.ts";
import { addressOf } from "../store/route-store.ts";
import { runInFront } from "../train/run-in-front.ts";
import { Flame } from "./flame.tsx";
import { PhaseSplit } from "./phase-split.tsx";
import { Roofline } from "./roofline.tsx";
import { WorkTable } from "./work-table.tsx";

interface LatestProfile {
  readonly profile: StepProfile | undefined;
  /** Why there is no profile, once that is known. */
  readonly absence: string | undefined;
  readonly isTaking: boolean;
  readonly problem: string | undefined;
  /** Times the next step of the run. */
  readonly take: () => void;
}

/** The arm's latest profiled step, asked for again whenever the run reports one. */
function useLatestProfile(arm: string): LatestProfile {
  const kernels = useSession((store) => runInFront(store.view, arm)?.timings?.kernels);
  const [profile, setProfile] = useState<StepProfile | undefined>();
  const [absence, setAbsence] = useState<string | undefined>();
  const [isTaking, setIsTaking] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    let isCurrent = true;
    const show = (next: StepProfile | undefined, sentence?: string): void => {
      if (!isCurrent) return;
      setProfile(next);
      setAbsence(sentence);
    };
    const ask = async (): Promise<StepProfile> => (await engine()).profile(arm);
    ask().then(show, (thrown: unknown) => show(undefined, sentenceOf(thrown)));
    return () => {
      isCurrent = false;
    };
  }, [arm, kernels]);
  const takeOne = async (): Promise<void> => {
    setIsTaking(true);
    setProblem(undefined);
    try {
      setProfile(await (await engine()).profileStep(arm));
    } catch (thrown) {
      setProblem(sentenceOf(thrown));
    } finally {
      setIsTaking(false);
    }
  };
  return { profile, absence, isTaking, problem, take: () => void takeOne() };
}

async function exportTrace(arm: string, step: number): Promise<void> {
  const trace = await (await engine()).trace(arm);
  download(`${fileStem(`trace ${arm}`, new Date())}-step-${step}.json`, JSON.stringify(trace), "application/json");
}

function Empty({ absence }: { readonly absence: string | undefined }) {
  const adapter = useAdapter();
  const hasStamps = adapter.status === "ready" && adapter.report.features.includes("timestamp-query");
  return (
    <div className="profile-empty">
      <h2>No step of this arm has been profiled yet</h2>
      {adapter.status !== "ready" || hasStamps ? (
        <p>
          Here will be one training step, launch by launch: what takes its time, in which block, and how near each
          kernel comes to what this device can do. <a href={addressOf({ view: "train" })}>Train</a> for five steps; the
          fifth is profiled, then every fiftieth, and any other at a press of the button.
        </p>
      ) : (
        <p>
          This device offers no timestamp queries, so single kernels cannot be timed. The plan tells what each of them
          computes and moves.
        </p>
      )}
      {absence === undefined ? null : <p className="note">{absence}</p>}
    </div>
  );
}

/** One step of an arm in time: flame, rows, roofline. */
export function StepTab({ arm }: { readonly arm: string }) {
  const { profile, absence, isTaking, problem, take } = useLatestProfile(arm);
  const state = useSession((store) => store.view.state);
  const canTake = (state === "running" || state === "paused") && !isTaking;
  return (
    <>
      <div className="profile-actions">
        <Button className="button" isDisabled={!canTake} onPress={take}>
          <Icon name="step" />
          {isTaking ? "Profiling …" : "Profile one step"}
        </Button>
        <Button
          className="button"
          isDisabled={profile === undefined}
          onPress={() => void exportTrace(arm, profile?.step ?? 0)}
        >
          <Icon name="export" />
          Export Chrome trace
        </Button>
        {canTake || isTaking ? null : <span className="note">A step is profiled while a run is in progress.</span>}
      </div>
      {problem === undefined ? null : <Problem sentence={problem} />}
      {profile === undefined ? (
        <Empty absence={absence} />
      ) : (
        <div className="profile-panels">
          <PhaseSplit profile={profile} />
          <Flame key={`${profile.arm} ${profile.step}`} profile={profile} />
          <div className="profile-columns">
            <WorkTable profile={profile} />
            <Roofline profile={profile} />
          </div>
        </div>
      )}
    </>
  );
}
