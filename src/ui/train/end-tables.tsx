import type { RunRecord } from "../../experiments/schema/result.ts";
import { formatFixed, plural } from "../../lib/format.ts";
import { mean } from "../../lib/statistics.ts";
import { Term } from "../components/term.tsx";
import type { SessionView } from "../store/session-view.ts";
import { bestRateOfArm, type NamedArm } from "./arm-summary.ts";
import { measureOf, qualityOf } from "../../experiments/schema/measure.ts";

interface EndTablesProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
}

/** Finished runs of an arm at its best rate. */
function bestRuns({ view }: Pick<EndTablesProps, "view">, arm: string): readonly RunRecord[] {
  const runs = view.result?.arms.find(({ id }) => id === arm)?.runs ?? [];
  const best = bestRateOfArm(view, arm)?.learningRate;
  return runs.filter(({ final, learningRate }) => final !== undefined && learningRate === best);
}

/** Where answers are right or wrong: the share that each arm answered rightly. */
function Accuracies({ view, arms }: EndTablesProps) {
  const rows = arms.flatMap((arm) => {
    const shares = bestRuns({ view }, arm.id).flatMap(({ final }) => final?.accuracy ?? []);
    return shares.length === 0 ? [] : [{ arm, share: mean(shares), n: shares.length }];
  });
  if (rows.length === 0) return null;
  const { example } = measureOf(view.dataset);
  return (
    <table className="table compact">
      <caption>
        {example === "token" ? "Labels of held-out rows" : `Held-out ${plural(example)}`} answered rightly
      </caption>
      <thead>
        <tr>
          <th scope="col">arm</th>
          <th scope="col" className="number">
            %
          </th>
          <th scope="col" className="number">
            n
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ arm, share, n }) => (
          <tr key={arm.id}>
            <th scope="row">{arm.title}</th>
            <td className="number">{formatFixed(100 * share, 2)}</td>
            <td className="number">{n}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The trained weights under other documents, beside the one they were trained with. */
function Tests({ view, arm }: { readonly view: SessionView; readonly arm: NamedArm }) {
  const runs = bestRuns({ view }, arm.id);
  const titles = runs.at(0)?.tests?.map(({ title }) => title) ?? [];
  if (titles.length === 0) return null;
  const rows = [
    { title: "as trained", values: runs.map(({ final }) => qualityOf(final!)) },
    ...titles.map((title, at) => ({
      title,
      values: runs.flatMap(({ tests = [] }) => (at < tests.length ? qualityOf(tests[at].evaluation) : [])),
    })),
  ];
  return (
    <table className="table compact">
      <caption>
        {arm.title}: the same weights tested otherwise, <Term of="bitsPerByte">{measureOf(view.dataset).unit}</Term>
      </caption>
      <thead>
        <tr>
          <th scope="col">tested</th>
          <th scope="col" className="number">
            {measureOf(view.dataset).unit}
          </th>
          <th scope="col" className="number">
            n
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ title, values }) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            <td className="number">{formatFixed(mean(values), 3)}</td>
            <td className="number">{values.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What stands only at the end of a run: right answers, and tests of the trained weights. */
export function EndTables({ view, arms }: EndTablesProps) {
  return (
    <>
      <Accuracies view={view} arms={arms} />
      {arms.map((arm) => (
        <Tests key={arm.id} view={view} arm={arm} />
      ))}
    </>
  );
}
