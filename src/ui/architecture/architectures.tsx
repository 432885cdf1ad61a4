import { useEffect, useState } from "react";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { formatNumber, formatScaled } from "../../lib/format.ts";
import { presetById } from "../../models/presets/index.ts";
import { engine } from "../../workers/client.ts";
import type { CostReport } from "../../workers/protocol.ts";
import { GLYPH_SIGNS } from "../components/glyph-signs.ts";
import { Problem } from "../components/problem.tsx";
import { Term } from "../components/term.tsx";
import { addressOf } from "../store/route-store.ts";
import { outlineRows } from "./outline-rows.ts";

type Cost = { readonly report: CostReport } | { readonly sentence: string } | undefined;

/** Costs come from the model built without a device, so they are known here too. */
function useCost(preset: string, { sequenceLength, batch }: Experiment): Cost {
  const [cost, setCost] = useState<Cost>(undefined);
  useEffect(() => {
    let isCurrent = true;
    const ask = async (): Promise<Cost> => {
      try {
        return { report: await (await engine()).cost(presetById(preset).document, { sequenceLength, batch }) };
      } catch (thrown) {
        return { sentence: sentenceOf(thrown) };
      }
    };
    void ask().then((next) => {
      if (isCurrent) setCost(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [preset, sequenceLength, batch]);
  return cost;
}

function CostLine({ report }: { readonly report: CostReport | undefined }) {
  return (
    <p className="cost-line number">
      <Term of="parameters">{formatNumber(report?.parameters)} parameters</Term>{" "}
      <Term of="flopsPerToken">{formatScaled(report?.flopsPerTokenTraining, "FLOP")}/token</Term>{" "}
      <Term of="stateBytes">{formatScaled(report?.stateBytes, "B")} state</Term>
    </p>
  );
}

function Architecture({ preset, title, experiment }: { preset: string; title: string; experiment: Experiment }) {
  const cost = useCost(preset, experiment);
  const report = cost !== undefined && "report" in cost ? cost.report : undefined;
  // Nodes without parameters of their own, such as containers, show nothing.
  const parametersOf = (address: string): number =>
    report?.perBlock.find((block) => block.path === address)?.parameters ?? 0;
  return (
    <section className="architecture" aria-label={title}>
      <h3>{title}</h3>
      <CostLine report={report} />
      <p className="note">
        <a href={addressOf({ view: "build", preset })} aria-label={`Open in Build: ${title}`}>
          Open in Build
        </a>
      </p>
      {cost !== undefined && "sentence" in cost ? <Problem sentence={cost.sentence} isWarning /> : null}
      <ol className="outline">
        {outlineRows(presetById(preset).document).map((row) => (
          <li key={row.key} className={`outline-row kind-${row.glyph} depth-${Math.min(row.depth, 6)}`}>
            <span className="outline-sign" aria-hidden="true">
              {GLYPH_SIGNS[row.glyph]}
            </span>
            <span>{row.title}</span>
            <span className="note number">{row.knobs.join(", ")}</span>
            <span className="note number outline-parameters">
              {parametersOf(row.address) === 0 ? "" : formatNumber(parametersOf(row.address))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The architectures of an experiment, read top-down, with what they cost. */
export function Architectures({ experiment }: { readonly experiment: Experiment }) {
  return (
    <section aria-labelledby="architectures-heading">
      <h2 id="architectures-heading">The architectures under test</h2>
      <div className="architectures">
        {experiment.arms.map((arm) =>
          arm.preset === undefined ? null : (
            <Architecture key={arm.id} preset={arm.preset} title={arm.title ?? arm.id} experiment={experiment} />
          ),
        )}
      </div>
    </section>
  );
}
