import type { ExperimentInput } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { costOf } from "../../models/build/cost.ts";
import { float64Run } from "../../models/build/float64-run.ts";
import { vocabularyOf } from "../../models/build/language-model.ts";
import { float64Decode } from "../../models/decode/float64-decode.ts";
import { checkDocument, readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { documentsOf, type PaperCard } from "../card.ts";
import { costGrowth, growsAs } from "../cost-growth/cost-growth.ts";
import { loadPaper } from "../index.ts";

/** What a check found; nothing where all is well. */
export interface CardCheck {
  readonly name: string;
  readonly problem?: string;
}

/** Tokens that the decoding of an arm is compared over. */
const DECODE_LENGTH = 5;
/** Largest difference of two float64 orders of summing, relative to the largest logit. */
const DECODE_TOLERANCE = 1e-10;

/** Everything of a card that needs no device: documents, parameter counts, growth of cost, decoding in float64. */
export async function checkCard(slug: string): Promise<CardCheck[]> {
  const card = await loadPaper(slug);
  return [
    checked("documents valid", () => documentsOf(card).map(documentProblem)),
    checked("parameters as counted by hand", () => card.parameters.map(parameterProblem)),
    checked("cost grows as claimed", () => card.cost.map(growthProblem)),
    checked("decoding equals reading at once", () => quickPresets(card).map(decodeProblem)),
  ];
}

function checked(name: string, problems: () => readonly (string | undefined)[]): CardCheck {
  try {
    const problem = problems().find((one) => one !== undefined);
    return problem === undefined ? { name } : { name, problem };
  } catch (thrown) {
    return { name, problem: sentenceOf(thrown) };
  }
}

function quickPresets({ experiments }: PaperCard): string[] {
  return [...new Set(experiments.quick.arms.flatMap(({ preset }) => preset ?? []))];
}

function documentProblem({ preset }: PaperCard["candidate"]): string | undefined {
  const { problems } = checkDocument(presetById(preset).document, CATALOGUE);
  return problems.length === 0 ? undefined : `${preset}: ${problems[0].sentence}`;
}

function parameterProblem({ preset, count, formula }: PaperCard["parameters"][number]): string | undefined {
  const { parameters } = costOf(readDocument(presetById(preset).document, CATALOGUE), { batch: 1, sequenceLength: 4 });
  return parameters === count ? undefined : `${preset} has ${parameters} parameters, not ${count} (${formula}).`;
}

function growthProblem(claim: PaperCard["cost"][number]): string | undefined {
  const growth = costGrowth(claim);
  if (growsAs(claim.growth, growth)) return undefined;
  const fitted = (growth.excessExponent ?? growth.exponent).toFixed(2);
  return `${claim.counter} of ${claim.preset} should be ${claim.growth} in T but has the exponent ${fitted}.`;
}

/** Token by token from states full of rubbish against the whole sequence at once, from equal initial weights. */
function decodeProblem(preset: string): string | undefined {
  const { document } = presetById(preset);
  if (document.task.kind !== "next-token") return undefined;
  const vocabulary = vocabularyOf(readDocument(document, CATALOGUE));
  const ids = Array.from({ length: DECODE_LENGTH + 1 }, (_, i) =>
    uniformBelow(threefry2x32(3, 0, 0, i)[0], vocabulary),
  );
  const { logits } = float64Run(document, [ids]);
  const decoded = float64Decode(document, ids.slice(0, -1)).logits;
  const worst = decoded.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i])), 0);
  const size = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (worst <= DECODE_TOLERANCE * size) return undefined;
  return `${preset} decodes to logits that differ by ${worst.toExponential(1)}.`;
}

const TRAINING_STEPS = 20;

/** The card's quick experiment, cut down to what shows that its arms train at all. */
export async function smokeExperiment(slug: string): Promise<ExperimentInput> {
  const { quick } = (await loadPaper(slug)).experiments;
  const evaluate = { every: TRAINING_STEPS, tokens: 512, quickTokens: 512 };
  const learningRates = quick.learningRates?.slice(0, 1);
  return { ...quick, samples: undefined, budget: { steps: TRAINING_STEPS }, seeds: [1], learningRates, evaluate };
}
