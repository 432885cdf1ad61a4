import { bestRate } from "../../experiments/compare/runs.ts";
import { measureOf, qualityOf } from "../../experiments/schema/measure.ts";
import type { ArmResult, Result } from "../../experiments/schema/result.ts";
import { mean } from "../../lib/statistics.ts";
import type { Finding, FindingLine } from "../../models/diagnostics/finding.ts";
// Types only: the page shows findings before anything brings the schemas.
import type { PaperCard, ResultDiagnostic } from "../card.ts";

/** What a finished experiment tells besides its verdict; undefined where it says nothing of the kind. */
const FOUND: Readonly<Record<ResultDiagnostic, (result: Result) => Finding | undefined>> = {
  "errors-in-context": errorsInContext,
  "passes-at-test": passesAtTest,
};

const KINDS = Object.keys(FOUND) as ResultDiagnostic[];

/** Every finding of this kind that a result has something to say about. */
export function findingsOf(result: Result, names: readonly ResultDiagnostic[] = KINDS): Finding[] {
  return names.flatMap((name) => FOUND[name](result) ?? []);
}

/** Those that a card asks for. */
export function resultFindings({ diagnostics }: Pick<PaperCard, "diagnostics">, result: Result): Finding[] {
  return findingsOf(
    result,
    KINDS.filter((name) => diagnostics.includes(name)),
  );
}

/** Predicting 0 costs about 1; a method that fails by more than this is off the chart. */
const HIGHEST_DRAWN = 2;

const titleOf = ({ id, title }: ArmResult): string => title ?? id;

/** Columns of equally long rows, averaged. */
const columnMeans = (rows: readonly (readonly number[])[]): number[] =>
  rows[0].map((_, column) => mean(rows.map((row) => row[column])));

function drawn(name: string, losses: readonly number[]): FindingLine {
  const x = losses.flatMap((loss, known) => (loss <= HIGHEST_DRAWN ? [known] : []));
  return { name, x, y: x.map((known) => losses[known]) };
}

/** Squared error against how many examples of a row were seen before, of every arm and of the methods that the data bring. */
function errorsInContext({ arms, dataset }: Result): Finding | undefined {
  const trained = arms.flatMap((arm) => {
    const rows = (bestRate(arm)?.runs ?? []).flatMap(({ final }) =>
      final?.lossByExample === undefined ? [] : [final.lossByExample],
    );
    return rows.length === 0 ? [] : [{ name: titleOf(arm), losses: columnMeans(rows) }];
  });
  if (trained.length === 0) return undefined;
  const known = (dataset.yardsticks ?? []).flatMap(({ name, lossByExample }) =>
    lossByExample === undefined ? [] : [{ name, losses: lossByExample }],
  );
  return {
    title: "Error by the examples seen before",
    method: `Full evaluation at the end, each arm at its best rate, the mean over seeds; the other methods on the same rows. Errors above ${HIGHEST_DRAWN} are not drawn.`,
    xTitle: "examples of the row seen before",
    yTitle: "squared error",
    lines: [...trained, ...known].map(({ name, losses }) => drawn(name, losses)),
    sentences: trained.map(({ name, losses }) => {
      const [first, last] = [losses[0], losses[losses.length - 1]].map((loss) => loss.toFixed(3));
      return `${name}: ${first} before any example, ${last} after ${losses.length - 1}.`;
    }),
  };
}

/** Quality of the trained weights against the passes of a loop that they are tested with. */
function passesAtTest({ arms, experiment, dataset }: Result): Finding | undefined {
  const { unit } = measureOf(dataset);
  const lines = arms.flatMap((arm): FindingLine[] => {
    const tests = experiment.arms.find(({ id }) => id === arm.id)?.tests ?? [];
    const points = tests.flatMap(({ title, preset, overrides = {} }) => {
      const passes = Object.entries(overrides).find(([path]) => path.endsWith(".times"))?.[1];
      const isAlone = preset === undefined && Object.keys(overrides).length === 1;
      const scored = (bestRate(arm)?.runs ?? []).flatMap((run) => {
        const evaluation = run.tests?.find((test) => test.title === title)?.evaluation;
        return evaluation === undefined ? [] : [qualityOf(evaluation)];
      });
      return typeof passes === "number" && isAlone && scored.length > 0 ? [{ passes, quality: mean(scored) }] : [];
    });
    const inOrder = points.toSorted((a, b) => a.passes - b.passes);
    if (inOrder.length < 2) return [];
    return [{ name: titleOf(arm), x: inOrder.map(({ passes }) => passes), y: inOrder.map(({ quality }) => quality) }];
  });
  if (lines.length === 0) return undefined;
  return {
    title: "Other numbers of passes than were trained",
    method: "The final weights under the same document with its loop run less or more often; the mean over seeds.",
    xTitle: "passes of the loop when tested",
    yTitle: unit,
    lines,
    sentences: lines.map(({ name, x, y }) => {
      const best = y.indexOf(Math.min(...y));
      return `${name}: lowest with ${x[best]} ${x[best] === 1 ? "pass" : "passes"}, ${y[best].toFixed(3)} ${unit}.`;
    }),
  };
}
