import { Problem } from "../components/problem.tsx";
import { useSession } from "../components/use-stored.ts";
import type { SessionFailure, SessionView } from "../store/session-view.ts";
import { isBusy } from "../store/session-view.ts";
import { ArmTable } from "./arm-table.tsx";
import type { NamedArm } from "./arm-summary.ts";
import { DatasetLine } from "./dataset-line.tsx";
import { EnergyPanel } from "./energy-panel.tsx";
import { ForecastPanel } from "./forecast-panel.tsx";
import { LatencyPanel } from "./latency-panel.tsx";
import { PredictionsPanel } from "./predictions-panel.tsx";
import { PressureStrip } from "./pressure-strip.tsx";
import { QualityChart } from "./quality-chart.tsx";
import { SegmentationPanel } from "./segmentation-panel.tsx";
import { SamplesPanel } from "./samples-panel.tsx";
import { SmallCharts } from "./small-charts.tsx";
import { ValuesPanel } from "./values-panel.tsx";

/** Where a failure happened, in words. */
function failureSentence({ sentence, key, step }: SessionFailure): string {
  const place = key === undefined ? "" : `${key.arm}, seed ${key.seed}${step === undefined ? "" : `, step ${step}`}: `;
  return place + sentence;
}

interface DashboardProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
  /** Whether whole examples are to be read instead of tokens; the data say it once they are there. */
  readonly readsWhole?: boolean;
}

/** What the arms answer: texts, classes or values, as the data ask. */
function Answers(props: DashboardProps) {
  const { dataset } = props.view;
  if (dataset?.asks === "forecast") return <ForecastPanel {...props} />;
  if (dataset?.asks === "segment") return <SegmentationPanel {...props} />;
  if (dataset?.asks === "regression") return <ValuesPanel {...props} />;
  // Labels are told by their accuracy beside the arms; nothing is written.
  if (dataset?.asks === "label-tokens") return null;
  const isText = dataset === undefined ? props.readsWhole !== true : dataset.classes === undefined;
  return isText ? <SamplesPanel {...props} /> : <PredictionsPanel {...props} />;
}

/** Everything that is known of one session: charts, arms, costs, answers. */
export function Dashboard(props: DashboardProps) {
  const { view, arms, baseline } = props;
  const isLive = useSession((store) => store.view === view);
  return (
    <>
      {view.failure === undefined ? null : <Problem sentence={failureSentence(view.failure)} />}
      {view.notices.map((notice) => (
        <Problem key={`${notice.step ?? ""} ${notice.sentence}`} sentence={notice.sentence} isWarning />
      ))}
      <div className="dashboard">
        <QualityChart view={view} arms={arms} baseline={baseline} />
        <ArmTable view={view} arms={arms} baseline={baseline} />
        <div className="costs">
          <LatencyPanel view={view} arms={arms} baseline={baseline} />
          <EnergyPanel view={view} arms={arms} baseline={baseline} />
          <SmallCharts view={view} baseline={baseline} />
        </div>
        <Answers {...props} />
      </div>
      {isLive && (isBusy(view.state) || view.state === "finished") ? <PressureStrip /> : null}
      {view.dataset === undefined ? null : <DatasetLine dataset={view.dataset} />}
    </>
  );
}
