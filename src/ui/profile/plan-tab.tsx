import { useEffect, useState } from "react";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { formatNumber, formatScaled } from "../../lib/format.ts";
import { engine } from "../../workers/client.ts";
import type { ArmPlan } from "../../workers/protocol.ts";
import { Problem } from "../components/problem.tsx";
import { LivenessStrip } from "./liveness-strip.tsx";
import { DispatchTable, FusionTable, RecomputeTable, VariantTable } from "./plan-tables.tsx";
import { TuningTable } from "./tuning-table.tsx";
import type { Tuning } from "./tuning-table.tsx";

type Asked = { readonly plan: ArmPlan; readonly tuning: Tuning } | { readonly sentence: string } | undefined;

interface PlanTabProps {
  readonly experiment: Experiment;
  readonly arm: string;
  /** Length of the training split where it is known, since it lies on the device. */
  readonly trainingTokens: number | undefined;
}

function usePlan({ experiment, arm, trainingTokens }: PlanTabProps): Asked {
  const [asked, setAsked] = useState<Asked>(undefined);
  useEffect(() => {
    let isCurrent = true;
    const ask = async (): Promise<Asked> => {
      try {
        const worker = await engine();
        // First: the plan's kernels are those that the tuning chose.
        const tuning = await worker.tuning();
        return { tuning, plan: await worker.armPlan(experiment, arm, trainingTokens) };
      } catch (thrown) {
        return { sentence: sentenceOf(thrown) };
      }
    };
    void ask().then((next) => {
      if (isCurrent) setAsked(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [experiment, arm, trainingTokens]);
  return asked;
}

/** What a training step of an arm runs and where everything lies, before or beside the run. */
export function PlanTab(props: PlanTabProps) {
  const asked = usePlan(props);
  if (asked === undefined) return <p className="quiet">Planning a step …</p>;
  if ("sentence" in asked) return <Problem sentence={asked.sentence} />;
  const { plan, tuning } = asked;
  const { report, laterSegments } = plan;
  const tokens = props.trainingTokens === undefined ? " and a text of a million tokens" : " and this text";
  return (
    <div className="profile-panels">
      <p>
        {formatNumber(report.dispatches.length)} dispatches, {formatScaled(report.peakBytes, "B")} of device memory with
        parameters, moments{tokens}.
        {laterSegments === 0 ? "" : ` The arm changes later, ${laterSegments}×; this is its first plan.`}
      </p>
      <LivenessStrip report={report} />
      <RecomputeTable plan={plan} />
      <FusionTable notes={report.fusion} />
      <DispatchTable dispatches={report.dispatches} />
      <VariantTable dispatches={report.dispatches} />
      <TuningTable tuning={tuning} />
    </div>
  );
}
