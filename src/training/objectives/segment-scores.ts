import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { standardErrorOfLoss, type EvaluationSummary } from "../../data/evaluation/summary.ts";
import type { WindowScores } from "./objective.ts";
import type { SegmentTallies } from "./segment-tallies.ts";

export function emptySegmentScores(windows: number, classes: number): WindowScores {
  const counts = () => new Float64Array(classes);
  return {
    losses: new Float64Array(windows),
    correct: new Uint32Array(windows),
    segments: {
      classes,
      confusion: new Float64Array(classes * classes),
      matched: counts(),
      overlap: counts(),
      vain: counts(),
      missed: counts(),
    },
    segmentations: new Map(),
  };
}

/** What a network says of one scene. */
export interface SceneAnswer {
  /** Rows of all queries: K + 1 logits of the class, then one of every pixel. */
  readonly scores: Float32Array;
  /** K */
  readonly classes: number;
  readonly pixels: number;
}

interface Queries {
  /** Probabilities of classes, [Q, K + 1]. */
  readonly shares: readonly Float64Array[];
  /** The likeliest class of each query, K for none. */
  readonly kinds: readonly number[];
  readonly mask: (query: number, pixel: number) => number;
}

function queriesOf({ scores, classes, pixels }: SceneAnswer): Queries {
  const width = classes + 1 + pixels;
  const shares = Array.from({ length: scores.length / width }, (_, q) => {
    const logits = Float64Array.from(scores.subarray(q * width, q * width + classes + 1));
    const top = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const powers = logits.map((logit) => Math.exp(logit - top));
    const sum = powers.reduce((total, one) => total + one, 0);
    return powers.map((one) => one / sum);
  });
  return {
    shares,
    kinds: shares.map((own) => own.indexOf(own.reduce((most, one) => Math.max(most, one), 0))),
    mask: (q, pixel) => 1 / (1 + Math.exp(-scores[q * width + classes + 1 + pixel])),
  };
}

/** Least share that counts, so that a class which nothing speaks for costs a finite number of nats. */
const LEAST_SHARE = 1e-6;

/** Class of every pixel, and the query whose region it is in, -1 for none. */
interface Segmentation {
  readonly classOf: Uint8Array<ArrayBuffer>;
  readonly queryOf: Int16Array<ArrayBuffer>;
  /** Mean over pixels of the negative logarithm of the true class's part of all that is said of it. */
  readonly nats: number;
}

function segmentationOf(answer: SceneAnswer, labels: Uint8Array): Segmentation {
  const { classes, pixels } = answer;
  const { shares, kinds, mask } = queriesOf(answer);
  const classOf = new Uint8Array(pixels);
  const queryOf = new Int16Array(pixels).fill(-1);
  const said = new Float64Array(classes);
  let nats = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    said.fill(0);
    let most = 0;
    shares.forEach((own, q) => {
      const inside = mask(q, pixel);
      for (let k = 0; k < classes; k++) said[k] += own[k] * inside;
      // A region is what its query is surest of, where it is inside rather than not.
      if (kinds[q] === classes || inside < 0.5 || own[kinds[q]] * inside <= most) return;
      most = own[kinds[q]] * inside;
      queryOf[pixel] = q;
    });
    const all = said.reduce((sum, one) => sum + one, 0);
    const top = said.reduce((largest, one) => Math.max(largest, one), -Infinity);
    classOf[pixel] = Math.max(0, said.indexOf(top));
    const share = all > 0 ? said[labels[2 * pixel + 1]] / all : 0;
    nats -= Math.log(Math.max(LEAST_SHARE, share)) / pixels;
  }
  // Of the background there is one region, whoever names it.
  return { classOf, queryOf: queryOf.map((q) => (q >= 0 && kinds[q] === 0 ? kinds.indexOf(0) : q)), nats };
}

/** Adds what one scene's answer comes to. Labels are [H, W, 2]: segment, class. */
export function scoreScene(
  answer: SceneAnswer,
  labels: Uint8Array,
  { window, isShown }: { readonly window: number; readonly isShown: boolean },
  into: WindowScores,
): void {
  const { classes, pixels } = answer;
  const { classOf, queryOf, nats } = segmentationOf(answer, labels);
  const tallies = into.segments!;
  into.losses[window] = nats;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const kind = labels[2 * pixel + 1];
    tallies.confusion[kind * classes + classOf[pixel]] += 1;
    into.correct![window] += Number(kind === classOf[pixel]);
  }
  tallyRegions(queryOf, queriesOf(answer).kinds, labels, tallies);
  if (isShown) into.segmentations!.set(window, Array.from(classOf, (kind) => kind.toString(36)).join(""));
}

/** Matches regions with segments of their class of which they share more than half, Kirillov et al. 2019. */
function tallyRegions(
  queryOf: Int16Array,
  kinds: readonly number[],
  labels: Uint8Array,
  { matched, overlap, vain, missed }: SegmentTallies,
): void {
  const segments = new Map<number, { readonly kind: number; pixels: number }>();
  const regions = new Map<number, number>();
  const shared = new Map<string, number>();
  queryOf.forEach((q, pixel) => {
    const [segment, kind] = [labels[2 * pixel], labels[2 * pixel + 1]];
    const own = segments.get(segment) ?? { kind, pixels: 0 };
    own.pixels += 1;
    segments.set(segment, own);
    if (q < 0) return;
    regions.set(q, (regions.get(q) ?? 0) + 1);
    const key = `${q} ${segment}`;
    shared.set(key, (shared.get(key) ?? 0) + 1);
  });
  const found = new Set<number>();
  for (const [q, area] of regions) {
    // Regions do not overlap, so that more than half is one segment's at most.
    const pair = [...segments].find(([segment, { kind, pixels }]) => {
      const common = shared.get(`${q} ${segment}`) ?? 0;
      return kind === kinds[q] && 2 * common > area + pixels - common;
    });
    if (pair === undefined) {
      vain[kinds[q]] += 1;
      continue;
    }
    const [segment, { kind, pixels }] = pair;
    const common = shared.get(`${q} ${segment}`) ?? 0;
    matched[kind] += 1;
    overlap[kind] += common / (area + pixels - common);
    found.add(segment);
  }
  for (const [segment, { kind }] of segments) missed[kind] += Number(!found.has(segment));
}

/** Mean of the values that are there. */
function meanOf(values: readonly (number | null)[]): number {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? 0 : there.reduce((sum, value) => sum + value, 0) / there.length;
}

/** Overlap of each class's pixels, null for one that neither occurs nor is answered. */
function overlaps({ classes, confusion }: SegmentTallies): (number | null)[] {
  const sum = (at: (other: number) => number): number =>
    Array.from({ length: classes }, (_, other) => confusion[at(other)]).reduce((total, one) => total + one, 0);
  return Array.from({ length: classes }, (_, k) => {
    const occurring = sum((other) => k * classes + other);
    if (occurring === 0) return null;
    const both = confusion[k * classes + k];
    return both / (occurring + sum((other) => other * classes + k) - both);
  });
}

/** Nats per pixel, the share of pixels answered rightly, and how well classes and segments overlap. */
export function summarizeSegments(slice: EvaluationSlice, scores: WindowScores): EvaluationSummary {
  const { losses, correct, segments } = scores;
  const { matched, overlap, vain, missed, confusion, classes } = segments!;
  const { targets, bytes } = slice;
  const error = standardErrorOfLoss(slice, losses);
  const iouByClass = overlaps(segments!);
  const quality = Array.from({ length: classes }, (_, k) => {
    if (matched[k] + missed[k] === 0) return null;
    return overlap[k] / (matched[k] + vain[k] / 2 + missed[k] / 2);
  });
  return {
    loss: losses.reduce((sum, one) => sum + one, 0) / targets,
    ...(error === undefined ? {} : { standardError: error }),
    blockedBy: "window",
    accuracy: correct!.reduce((sum, one) => sum + one, 0) / confusion.reduce((sum, one) => sum + one, 0),
    meanIou: meanOf(iouByClass),
    iouByClass,
    panopticQuality: meanOf(quality),
    targets,
    bytes,
  };
}
