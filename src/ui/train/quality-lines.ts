import { exponentialSmoothing } from "../../lib/statistics.ts";
import { armStyle } from "../components/arm-style.ts";
import type { ChartLine } from "../components/chart-line.ts";
import type { CostAxis, QualityMetric, Settings } from "../store/settings-store.ts";
import type { EvaluationPoint, RunCurves, RunView, SessionView } from "../store/session-view.ts";
import { thinned } from "../components/aligned-lines.ts";
import { runInFront } from "./run-in-front.ts";

const MOST_POINTS = 1_500;
const RAW_ALPHA = 0.22;
const OTHER_SEED_ALPHA = 0.35;

const TRAINING_OF: Record<QualityMetric, (curves: RunCurves) => readonly number[]> = {
  bitsPerByte: (curves) => curves.trainBitsPerByte,
  loss: (curves) => curves.trainLoss,
  perplexity: (curves) => curves.trainLoss.map(Math.exp),
  // Answers are counted when they are evaluated, not while they are learned.
  accuracy: () => [],
};

const EVALUATION_OF: Record<QualityMetric, (point: EvaluationPoint) => number> = {
  bitsPerByte: (point) => point.bitsPerByte,
  loss: (point) => point.loss,
  perplexity: (point) => Math.exp(point.loss),
  accuracy: (point) => (point.accuracy === undefined ? Number.NaN : 100 * point.accuracy),
};

type QualitySettings = Pick<Settings, "metric" | "axis" | "smoothing" | "showsTraining" | "showsEvaluation">;

function trainingLines(run: RunView, settings: QualitySettings, style: Omit<ChartLine, "x" | "y">): ChartLine[] {
  const x = run.curves[settings.axis];
  const raw = TRAINING_OF[settings.metric](run.curves);
  if (raw.length === 0) return [];
  const smooth = { ...style, ...thinned({ x, y: exponentialSmoothing(raw, settings.smoothing) }, MOST_POINTS) };
  if (style.alpha !== undefined || settings.smoothing === 0) return [smooth];
  const faint = { colour: style.colour, width: 1, alpha: RAW_ALPHA, ...thinned({ x, y: raw }, MOST_POINTS) };
  return [faint, smooth];
}

function evaluationLine(run: RunView, settings: QualitySettings, style: Omit<ChartLine, "x" | "y">): ChartLine {
  const quick = run.evaluations.filter((point) => point.slice === "quick");
  return { ...style, x: quick.map((point) => point[settings.axis]), y: quick.map(EVALUATION_OF[settings.metric]) };
}

/** Training (raw faint, smoothed on top) and quick evaluations of every run; the runs in front are strong and named. */
export function qualityLines(view: SessionView, baseline: string | undefined, settings: QualitySettings): ChartLine[] {
  const ids = view.arms.map((arm) => arm.id);
  return view.arms.flatMap((arm) => {
    const { letter, colour, dash } = armStyle(ids, arm.id, baseline);
    const front = runInFront(view, arm.id);
    return view.runs
      .filter((run) => run.key.arm === arm.id)
      .flatMap((run) => {
        const isFront = run === front;
        const shared = { colour, dash, width: 1.5, ...(isFront ? {} : { alpha: OTHER_SEED_ALPHA }) };
        const named = (text: string) => (isFront ? { legend: { letter, text } } : {});
        return [
          ...(settings.showsTraining ? trainingLines(run, settings, { ...shared, ...named("training") }) : []),
          ...(settings.showsEvaluation
            ? [evaluationLine(run, settings, { ...shared, width: 1, hasPoints: true, ...named("evaluation") })]
            : []),
        ];
      });
  });
}

/** A column of the run in front of each arm, smoothed, with the raw one faint below. */
export function columnLines(
  view: SessionView,
  baseline: string | undefined,
  column: "gradNorm" | "learningRate" | "stepMs",
  settings: Pick<Settings, "smoothing"> & { readonly axis: CostAxis },
): ChartLine[] {
  const ids = view.arms.map((arm) => arm.id);
  return view.arms.flatMap((arm): ChartLine[] => {
    const run = runInFront(view, arm.id);
    if (run === undefined) return [];
    const { letter, colour, dash } = armStyle(ids, arm.id, baseline);
    const x = run.curves[settings.axis];
    const raw = run.curves[column];
    const named = { colour, dash, width: 1.5, legend: { letter, text: "" } };
    if (column === "learningRate") return [{ ...named, ...thinned({ x, y: raw }, MOST_POINTS) }];
    return [
      { colour, width: 1, alpha: RAW_ALPHA, ...thinned({ x, y: raw }, MOST_POINTS) },
      { ...named, ...thinned({ x, y: exponentialSmoothing(raw, settings.smoothing) }, MOST_POINTS) },
    ];
  });
}
