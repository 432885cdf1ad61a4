import { Button } from "react-aria-components";
import { exampleOf } from "../../experiments/schema/measure.ts";
import { roofline } from "../../lib/energy.ts";
import { formatNumber, formatPercent, formatScaled, formatSeconds } from "../../lib/format.ts";
import type { DocumentEstimate } from "../../workers/protocol.ts";
import { Problem } from "../components/problem.tsx";
import { Term } from "../components/term.tsx";
import { useAdapter } from "../components/use-stored.ts";
import type { GlossaryTerm } from "../glossary.ts";
import { useBuild, useDevice, type Estimated } from "./use-build.ts";

interface Figure {
  readonly term: GlossaryTerm;
  /** What one example takes ends in a slash: the example's name follows. */
  readonly label: string;
  readonly value: (estimate: DocumentEstimate) => number | undefined;
  readonly text: (value: number | undefined) => string;
}

const FIGURES: readonly Figure[] = [
  { term: "parameters", label: "parameters", value: (one) => one.parameters, text: (value) => formatNumber(value) },
  {
    term: "flopsForward",
    label: "forward/",
    value: (one) => one.flopsPerTokenForward,
    text: (value) => formatScaled(value, "FLOP"),
  },
  {
    term: "flopsPerToken",
    label: "training/",
    value: (one) => one.flopsPerTokenTraining,
    text: (value) => formatScaled(value, "FLOP"),
  },
  {
    term: "flopsDecode",
    label: "decode/",
    value: (one) => one.flopsPerTokenDecode,
    text: (value) => formatScaled(value, "FLOP"),
  },
  {
    term: "activationBytes",
    label: "activations",
    value: (one) => one.activationBytes,
    text: (value) => formatScaled(value, "B"),
  },
  { term: "stateBytes", label: "state", value: (one) => one.stateBytes, text: (value) => formatScaled(value, "B") },
  { term: "peakBytes", label: "peak memory", value: (one) => one.peakBytes, text: (value) => formatScaled(value, "B") },
];

/** "+3.2 %" of the baseline's; "=" within one per cent. */
function against(own: number | undefined, other: number | undefined): string {
  if (own === undefined || other === undefined || other === 0) return "";
  const share = own / other - 1;
  if (Math.abs(share) <= 0.01) return "= baseline";
  return `${share > 0 ? "+" : ""}${formatPercent(share, 2)}`;
}

function Predicted({ estimate }: { readonly estimate: DocumentEstimate | undefined }) {
  const [device, measure] = useDevice();
  if (device === undefined) {
    return (
      <li>
        <Term of="predictedStep" className="note">
          step time
        </Term>
        <Button className="button" onPress={() => void measure()}>
          Measure this device
        </Button>
      </li>
    );
  }
  const predicted = estimate === undefined ? undefined : roofline(estimate.step, device);
  return (
    <li>
      <Term of="predictedStep" className="note">
        step, at least
      </Term>
      <span className="number">{formatSeconds(predicted?.seconds)}</span>
      <span className="note">{predicted === undefined ? "" : `bound by ${predicted.bound}`}</span>
    </li>
  );
}

function DeviceLimit({ estimate }: { readonly estimate: DocumentEstimate | undefined }) {
  const adapter = useAdapter();
  const limit = adapter.status === "ready" ? adapter.report.maxBufferBytes : undefined;
  const largest = estimate === undefined ? undefined : 4 * estimate.parameters;
  const isTooLarge = limit !== undefined && largest !== undefined && largest > limit;
  return (
    <li>
      <Term of="deviceLimit" className="note">
        device limit
      </Term>
      <span className="number">{formatScaled(limit, "B")}</span>
      <span className="note">
        {isTooLarge ? "exceeded by the weights" : largest === undefined || limit === undefined ? "" : "fits"}
      </span>
    </li>
  );
}

/** What the document costs, against its baseline; counted in the worker after each edit. */
export function LiveBar({ own, baseline }: { readonly own: Estimated; readonly baseline: Estimated }) {
  const example = useBuild((state) => exampleOf(state.document.task));
  return (
    <section className={own.isStale ? "live-bar is-stale" : "live-bar"} aria-label="Cost">
      {own.sentence === undefined ? null : <Problem sentence={own.sentence} isWarning />}
      <ul>
        {FIGURES.map(({ term, label, value, text }) => {
          const amount = own.estimate === undefined ? undefined : value(own.estimate);
          const other = baseline.estimate === undefined ? undefined : value(baseline.estimate);
          return (
            <li key={term}>
              <Term of={term} className="note">
                {label.endsWith("/") ? `${label}${example}` : label}
              </Term>
              <span className="number">{text(amount)}</span>
              <span className="note">{against(amount, other)}</span>
            </li>
          );
        })}
        <Predicted estimate={own.estimate} />
        <DeviceLimit estimate={own.estimate} />
      </ul>
    </section>
  );
}
