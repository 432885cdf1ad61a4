import type { DatasetReport, Evaluation } from "../../experiments/schema/result.ts";
import { armStyle } from "../components/arm-style.ts";
import type { ChartLine } from "../components/chart-line.ts";
import type { RunView, SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";

export type ShownSeries = NonNullable<SessionView["series"]>;

/** The newest run of an arm that was scored at its end. */
export function lastScored(view: SessionView, arm: string): (RunView & { readonly final: Evaluation }) | undefined {
  const run = view.runs.findLast(({ key, final }) => key.arm === arm && final !== undefined);
  return run?.final === undefined ? undefined : { ...run, final: run.final };
}

/** One variable of rows of steps by variables. */
const column = (values: readonly number[], width: number, variable: number): number[] =>
  values.filter((_, i) => i % width === variable);

interface Drawn {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

const styleOf = ({ arms, baseline }: Drawn, arm: string) =>
  armStyle(
    arms.map(({ id }) => id),
    arm,
    baseline,
  );

/** What came and what each arm forecast of one variable in one window, in the units of the source; step 1 is the first that was forecast. */
export function forecastLines(drawn: Drawn, series: ShownSeries, window: number, variable: number): ChartLine[] {
  const { names, windows, mean, deviation } = series;
  const { past, future } = windows[window];
  const inUnits = (values: readonly number[]): number[] =>
    column(values, names.length, variable).map((value) => mean[variable] + deviation[variable] * value);
  const truth = inUnits([...past, ...future]);
  const first = 1 - past.length / names.length;
  const steps = Array.from({ length: series.horizon }, (_, s) => s + 1);
  const came: ChartLine = {
    x: truth.map((_, i) => first + i),
    y: truth,
    colour: "--text-1",
    width: 2,
    legend: { letter: "", text: "what came" },
  };
  const forecasts = drawn.arms.flatMap(({ id, title }): ChartLine[] => {
    const forecast = lastScored(drawn.view, id)?.final.forecasts?.at(window);
    if (forecast === undefined) return [];
    const { letter, colour, dash } = styleOf(drawn, id);
    return [{ x: steps, y: inUnits(forecast), colour, dash, width: 1.5, legend: { letter, text: title } }];
  });
  return [came, ...forecasts];
}

/** Lines without a letter are told apart by these. */
const FAINT_DASHES: readonly (readonly number[])[] = [[1, 3], [5, 5], []];

/** Squared error of each step ahead: of the arms, and faint of what needs no network. */
export function horizonLines(drawn: Drawn, dataset: DatasetReport | undefined): ChartLine[] {
  const lineOf = (errors: readonly number[]): Pick<ChartLine, "x" | "y"> => ({
    x: errors.map((_, s) => s + 1),
    y: errors,
  });
  const arms = drawn.arms.flatMap(({ id, title }): ChartLine[] => {
    const errors = lastScored(drawn.view, id)?.final.lossByExample;
    if (errors === undefined) return [];
    const { letter, colour, dash } = styleOf(drawn, id);
    return [{ ...lineOf(errors), colour, dash, width: 1.5, legend: { letter, text: title } }];
  });
  const yardsticks = (dataset?.yardsticks ?? []).flatMap(({ name, lossByExample }, place): ChartLine[] =>
    lossByExample === undefined
      ? []
      : [
          {
            ...lineOf(lossByExample),
            colour: "--text-3",
            dash: FAINT_DASHES[place % 3],
            width: 1,
            legend: { letter: "", text: name },
          },
        ],
  );
  return [...arms, ...yardsticks];
}
