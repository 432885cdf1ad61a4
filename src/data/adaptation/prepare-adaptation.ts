import type { AdaptationExamples } from "../examples.ts";
import { imageSlice } from "../images/image-slice.ts";
import { softmaxRegression } from "../images/softmax-regression.ts";
import { findAdaptationDataset } from "../index.ts";
import type { CutSetting, DataRequest, PreparationOptions, PreparedExamples } from "../prepared.ts";
import { refuseOtherData, refuseSequenceLength } from "../whole-examples.ts";

/** Loads the domains that an experiment asks for, and cuts what is scored of the target. */
export async function prepareAdaptation(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  { onYardsticks }: PreparationOptions,
): Promise<PreparedExamples> {
  refuseSequenceLength("Patches are", sequenceLength);
  const dataset = findAdaptationDataset(request);
  const loaded = await dataset.loadDomains();
  const { source, target, evaluation } = loaded;
  refuseOtherData(dataset.title, loaded.sha256, request, "scenes");
  const full = await imageSlice(evaluation, evaluate.tokens);
  onYardsticks(0, 1);
  const { accuracy, loss } = softmaxRegression(source, evaluation);
  onYardsticks(1, 1);
  const examples: AdaptationExamples = { asks: "domain-adaptation", source, target, evaluation };
  return {
    examples,
    quick: await imageSlice(evaluation, evaluate.quickTokens),
    full,
    trainBitsPerLoss: 1,
    windows: [],
    report: {
      id: dataset.id,
      title: dataset.title,
      sha256: loaded.sha256,
      bytes: source.pixels.length + target.pixels.length + evaluation.pixels.length,
      verified: loaded.verified,
      verification: loaded.verification,
      notes: [...loaded.notes],
      asks: examples.asks,
      classes: [...source.classes],
      trainTokens: source.labels.length,
      truth: Array.from(full.windowStarts, (patch) => evaluation.labels[patch]),
      evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
      yardsticks: [{ name: "one linear map of the source", accuracy, loss }],
    },
  };
}
