import { useMemo, useState } from "react";
import { measureOf } from "../../experiments/schema/measure.ts";
import type { Timings } from "../../experiments/schema/result.ts";
import { formatNumber, plural } from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import { LiveChart } from "../components/live-chart.tsx";
import { SelectField } from "../components/select-field.tsx";
import { Term } from "../components/term.tsx";
import { useIsSoftware, useSettings } from "../components/use-stored.ts";
import { addressOf } from "../store/route-store.ts";
import type { RunView, SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";
import { DecodeDetails } from "./decode-details.tsx";
import { formatAxis } from "./format-axis.ts";
import { KernelTable } from "./kernel-table.tsx";
import { columnLines } from "./quality-lines.ts";
import { runInFront } from "./run-in-front.ts";

const HEIGHT = 132;

interface PanelProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

type Part = "forward" | "backward" | "optimizer";

/** Median device time of the parts of a step; undefined without timestamps. */
function partsOf(timings: Timings | undefined): readonly { part: Part; ms: number }[] | undefined {
  const parts = (["forward", "backward", "optimizer"] as const).map((part) => ({
    part,
    ms: timings?.[`${part}Ms`]?.median,
  }));
  return parts.every((entry): entry is { part: Part; ms: number } => entry.ms !== undefined) ? parts : undefined;
}

function tokensPerSecond(run: RunView | undefined): number | undefined {
  const stepMs = run?.timings?.stepMs?.median;
  const tokensPerStep =
    run === undefined ? undefined : (run.curves.tokens.at(-1) ?? NaN) / (run.curves.step.at(-1) ?? NaN);
  return stepMs === undefined || tokensPerStep === undefined || stepMs === 0
    ? undefined
    : (1000 * tokensPerStep) / stepMs;
}

/** Forward, backward and optimizer of one step as a bar, all arms on one scale. */
function SplitBar({ timings, longestMs }: { readonly timings: Timings | undefined; readonly longestMs: number }) {
  const parts = partsOf(timings);
  if (parts === undefined) {
    return <span className="quiet note">parts of a step are not measured yet, or this device has no timestamps</span>;
  }
  const text = parts.map(({ part, ms }) => `${part} ${formatNumber(ms, 3)} ms`).join(", ");
  return (
    <span className="split">
      <svg className="split-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={text}>
        {parts.map(({ part, ms }, index) => {
          const before = parts.slice(0, index).reduce((sum, entry) => sum + entry.ms, 0);
          const scale = 100 / Math.max(longestMs, Number.MIN_VALUE);
          return <rect key={part} className={`split-${part}`} x={before * scale} y="0" width={ms * scale} height="8" />;
        })}
      </svg>
      <span className="number note">{parts.map(({ ms }) => formatNumber(ms, 3)).join(" · ")}</span>
    </span>
  );
}

function LatencyRow({
  run,
  arm,
  style,
  longestMs,
  example,
}: {
  run: RunView | undefined;
  arm: NamedArm;
  style: ReturnType<typeof armStyle>;
  longestMs: number;
  /** What is counted by the second. */
  example: string;
}) {
  const step = run?.timings?.stepMs;
  return (
    <li>
      <span className="latency-head">
        <ArmKey {...style} />
        <Term of="stepTime" isQuiet className="number">
          {step === undefined
            ? "– ms"
            : `${formatNumber(step.median, 3)} ms [${formatNumber(step.p10, 3)}, ${formatNumber(step.p90, 3)}]`}
        </Term>
        <Term of="tokensPerSecond" isQuiet className="number">
          {formatNumber(Math.round(tokensPerSecond(run) ?? NaN))} {plural(example)}/s
        </Term>
        <span className="visually-hidden">{arm.title}</span>
      </span>
      <SplitBar timings={run?.timings} longestMs={longestMs} />
    </li>
  );
}

/** Latency of a step: live, by part, and by kernel. */
export function LatencyPanel({ view, arms, baseline }: PanelProps) {
  const { axis, smoothing, isLogX } = useSettings();
  const isHereSoftware = useIsSoftware();
  const isSoftware = view.adapter?.isSoftware ?? isHereSoftware;
  const lines = useMemo(
    () => columnLines(view, baseline, "stepMs", { axis, smoothing }),
    [view, baseline, axis, smoothing],
  );
  const runs = arms.map((arm) => runInFront(view, arm.id));
  const sums = runs.map((run) => (partsOf(run?.timings) ?? []).reduce((sum, entry) => sum + entry.ms, 0));
  const ids = arms.map(({ id }) => id);
  return (
    <section className="panel" aria-labelledby="latency-heading">
      <div className="panel-heading">
        <h2 id="latency-heading">
          <Term of="stepTime">Step latency</Term> <span className="unit">ms</span>
        </h2>
        {isSoftware ? <span className="chip">software adapter: not a ranking</span> : null}
      </div>
      <LiveChart
        label="Step latency in milliseconds"
        lines={lines}
        height={HEIGHT}
        isLogX={isLogX}
        isWholeX={axis === "step"}
        formatX={formatAxis[axis]}
        formatY={(value) => formatNumber(value, 3)}
      />
      <p className="split-legend note">
        <span className="split-key split-forward" /> forward <span className="split-key split-backward" /> backward{" "}
        <span className="split-key split-optimizer" /> optimizer
      </p>
      <ul className="latency-rows">
        {arms.map((arm, index) => (
          <LatencyRow
            key={arm.id}
            run={runs[index]}
            arm={arm}
            style={armStyle(ids, arm.id, baseline)}
            longestMs={Math.max(...sums)}
            example={measureOf(view.dataset).example}
          />
        ))}
      </ul>
      <DecodeDetails arms={arms} runs={runs} baseline={baseline} />
      <KernelDetails arms={arms} runs={runs} />
    </section>
  );
}

function KernelDetails({ arms, runs }: { arms: readonly NamedArm[]; runs: readonly (RunView | undefined)[] }) {
  const [chosen, setChosen] = useState(arms[0].id);
  const [isOpen, setIsOpen] = useState(false);
  const place = Math.max(
    0,
    arms.findIndex((arm) => arm.id === chosen),
  );
  const kernels = runs[place]?.timings?.kernels;
  return (
    <details className="details" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        Per kernel{kernels === undefined ? "" : <span className="note number"> {kernels.length} rows</span>}
      </summary>
      {isOpen ? (
        <>
          <SelectField
            label="Arm"
            isLabelHidden
            options={arms.map(({ id, title }) => ({ id, title }))}
            value={arms[place].id}
            onChange={setChosen}
          />
          <KernelTable kernels={kernels} />
          <p>
            <a href={addressOf({ view: "profile", tab: "step", arm: arms[place].id })}>Open the profiler</a>
          </p>
        </>
      ) : null}
    </details>
  );
}
