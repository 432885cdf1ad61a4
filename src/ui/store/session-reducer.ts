import type { EvaluationEvent, MetricsEvent, PhaseEvent, RunEvent, RunKey } from "../../workers/protocol.ts";
import type { Result } from "../../experiments/schema/result.ts";
import { sessionFromResult } from "./session-from-result.ts";
import { EMPTY_CURVES, runId } from "./session-view.ts";
import type { EvaluationPoint, RunCurves, RunView, SessionView } from "./session-view.ts";
import { qualityErrorOf, qualityOf } from "../../experiments/schema/measure.ts";

/** The session after a batch of events. Pure: what it is given stays as it was. */
export function reduceEvents(view: SessionView, events: readonly RunEvent[]): SessionView {
  return events.reduce(reduceEvent, view);
}

export function reduceEvent(view: SessionView, event: RunEvent): SessionView {
  switch (event.type) {
    case "state":
      return { ...view, state: event.state };
    case "phase":
      return { ...view, phases: withPhase(view.phases, event), activity: isDone(event) ? undefined : event };
    case "dataset":
      return {
        ...view,
        dataset: event.dataset,
        ...(event.pictures && { pictures: event.pictures }),
        ...(event.series && { series: event.series }),
        ...(event.scenes && { scenes: event.scenes }),
      };
    case "plan":
      return {
        ...view,
        adapter: event.adapter,
        arms: event.arms,
        plannedRuns: event.runs,
        ...(event.stepsPerRun === null ? {} : { stepsPerRun: event.stepsPerRun }),
      };
    case "metrics":
      return {
        ...withRun(view, event.key, (run) => ({ ...run, curves: appendMetrics(run.curves, event) })),
        activity: undefined,
      };
    case "evaluation":
      return withRun(view, event.key, (run) => withEvaluation(run, event));
    case "timings":
      return withRun(view, event.key, (run) => ({
        ...run,
        timings: event.timings,
        ...(event.energy === undefined ? {} : { energy: event.energy }),
      }));
    case "sample":
      return withRun(view, event.key, (run) => ({
        ...run,
        samples: [...run.samples, { step: event.step, prompt: event.prompt, text: event.text }],
      }));
    case "run-finished": {
      const { final, energy, timings } = event.run;
      return withRun(view, event.key, (run) => ({
        ...run,
        ...(final === undefined ? {} : { final }),
        ...(energy === undefined ? {} : { energy }),
        ...(timings === undefined ? {} : { timings }),
      }));
    }
    case "arm-finished":
      return view;
    case "finished":
      return {
        ...view,
        state: "finished",
        result: event.result,
        runs: completed(view.runs, event.result),
        activity: undefined,
      };
    case "failure": {
      const { sentence, key, step } = event;
      return { ...view, state: "failed", failure: { sentence, key, step }, activity: undefined };
    }
    case "notice":
      return { ...view, notices: [...view.notices, event] };
  }
}

/** A resumed session never saw the rows from before; its result has them. */
function completed(runs: readonly RunView[], result: Result): readonly RunView[] {
  return sessionFromResult(result).runs.map((stored) => {
    const live = runs.find((run) => run.id === stored.id);
    return live === undefined || live.curves.step.length < stored.curves.step.length ? stored : live;
  });
}

function isDone(event: PhaseEvent): boolean {
  return event.total !== undefined && event.done >= event.total;
}

function withPhase(phases: readonly PhaseEvent[], event: PhaseEvent): readonly PhaseEvent[] {
  const place = phases.findIndex((phase) => phase.phase === event.phase && phase.arm === event.arm);
  return place < 0 ? [...phases, event] : phases.with(place, event);
}

function withRun(view: SessionView, key: RunKey, change: (run: RunView) => RunView): SessionView {
  const id = runId(key);
  const place = view.runs.findIndex((run) => run.id === id);
  if (place >= 0) return { ...view, runs: view.runs.with(place, change(view.runs[place])) };
  const begun: RunView = { id, key, curves: EMPTY_CURVES, evaluations: [], samples: [] };
  return { ...view, runs: [...view.runs, change(begun)] };
}

function withEvaluation(run: RunView, event: EvaluationEvent): RunView {
  const { slice, step, tokens, seconds, flops, evaluation } = event;
  const { loss, accuracy } = evaluation;
  const point: EvaluationPoint = {
    slice,
    step,
    tokens,
    seconds,
    flops,
    loss,
    accuracy,
    bitsPerByte: qualityOf(evaluation),
    bitsPerByteStandardError: qualityErrorOf(evaluation),
  };
  const evaluated = { ...run, evaluations: [...run.evaluations, point] };
  return slice === "full" ? { ...evaluated, final: evaluation } : evaluated;
}

function finite(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? Number.NaN);
}

/** A resumed run may send steps that the page already holds; the newer rows replace them. */
function appendMetrics(curves: RunCurves, event: MetricsEvent): RunCurves {
  if (event.step.length === 0) return curves;
  const known = curves.step.findIndex((step) => step >= event.step[0]);
  const kept = known < 0 ? curves.step.length : known;
  const join = (before: readonly number[], after: readonly number[]): number[] => before.slice(0, kept).concat(after);
  return {
    step: join(curves.step, event.step),
    tokens: join(curves.tokens, event.tokens),
    seconds: join(curves.seconds, event.seconds),
    flops: join(curves.flops, event.flops),
    trainLoss: join(curves.trainLoss, finite(event.trainLoss)),
    trainBitsPerByte: join(curves.trainBitsPerByte, finite(event.trainBitsPerByte)),
    gradNorm: join(curves.gradNorm, finite(event.gradNorm)),
    learningRate: join(curves.learningRate, event.learningRate),
    stepMs: join(curves.stepMs, event.stepMs),
    segment: join(
      curves.segment,
      event.step.map(() => event.segment),
    ),
  };
}
