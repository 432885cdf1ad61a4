import { formatNumber } from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import { Term } from "../components/term.tsx";
import type { RunView, SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";

/** The newest run of an arm that has written something. */
function lastWriter(view: SessionView, arm: string): RunView | undefined {
  return view.runs.findLast((run) => run.key.arm === arm && run.samples.length > 0);
}

function Sample({ view, arm, arms, baseline }: SamplesProps & { readonly arm: NamedArm }) {
  const run = lastWriter(view, arm.id);
  const sample = run?.samples.at(-1);
  const style = armStyle(
    arms.map(({ id }) => id),
    arm.id,
    baseline,
  );
  return (
    <div className="sample">
      <h3>
        <ArmKey {...style} /> {arm.title}
        <span className="note number">
          {sample === undefined || run === undefined ? "" : ` step ${formatNumber(sample.step)}, seed ${run.key.seed}`}
        </span>
      </h3>
      {sample === undefined ? (
        <p className="quiet">What this arm writes appears here.</p>
      ) : (
        <p className="sample-text">
          <b>{sample.prompt}</b>
          {sample.text.startsWith(sample.prompt) ? sample.text.slice(sample.prompt.length) : sample.text}
        </p>
      )}
    </div>
  );
}

interface SamplesProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

/** Text written by each arm, side by side. */
export function SamplesPanel(props: SamplesProps) {
  return (
    <section className="panel samples" aria-labelledby="samples-heading">
      <h2 id="samples-heading">
        <Term of="sample">Generated text</Term>
      </h2>
      <div className="sample-columns">
        {props.arms.map((arm) => (
          <Sample key={arm.id} {...props} arm={arm} />
        ))}
      </div>
    </section>
  );
}
