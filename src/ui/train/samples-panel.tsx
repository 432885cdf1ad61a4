import { formatNumber } from "../../lib/format.ts";
import { Term } from "../components/term.tsx";
import { ArmColumn, type AnswersProps } from "./arm-columns.tsx";
import type { NamedArm } from "./arm-summary.ts";

function Sample({ view, arm, ...shared }: AnswersProps & { readonly arm: NamedArm }) {
  // The newest run of the arm that has written something.
  const run = view.runs.findLast(({ key, samples }) => key.arm === arm.id && samples.length > 0);
  const sample = run?.samples.at(-1);
  const note =
    sample === undefined || run === undefined ? "" : `step ${formatNumber(sample.step)}, seed ${run.key.seed}`;
  return (
    <ArmColumn {...shared} arm={arm} note={note} empty="What this arm writes appears here.">
      {sample === undefined ? undefined : (
        <p className="sample-text">
          <b>{sample.prompt}</b>
          {sample.text.startsWith(sample.prompt) ? sample.text.slice(sample.prompt.length) : sample.text}
        </p>
      )}
    </ArmColumn>
  );
}

/** Text written by each arm, side by side. */
export function SamplesPanel(props: AnswersProps) {
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
