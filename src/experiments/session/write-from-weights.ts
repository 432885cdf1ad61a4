import { byteTokenizer } from "../../data/tokenizers/byte.ts";
import type { Tokenizer } from "../../data/tokenizers/tokenizer.ts";
import { prepareText } from "../../data/prepare-text.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { layoutParameters } from "../../engine/plan/layout.ts";
import { PARAMETERS } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { decodeGraph } from "../../models/decode/decode-graph.ts";
import { readDocument } from "../../models/document/validate.ts";
import { writeState } from "../../training/state/state-tensors.ts";
import { Decoder } from "../../training/text/decoder.ts";
import { samplesSchema } from "../schema/experiment.ts";
import type { DataEnvironment } from "./prepare-data.ts";
import type { TrainedWeights } from "../schema/weights-file.ts";

/** The tokenizer that the weights were trained with; one that is learned is learned again from the same text. */
async function tokenizerOf({ data }: TrainedWeights["head"]["experiment"], environment: DataEnvironment) {
  if (data.tokenizer === byteTokenizer.id) return byteTokenizer;
  if (data.file !== undefined) {
    throw new Failure(
      `These weights read tokens that were learned from ${data.file}, which is not kept. Train on it again to write text.`,
    );
  }
  const silent = () => undefined;
  const context = { ...environment, onProgress: silent };
  const { tokenizer } = await prepareText(data, { context, files: {}, onTokenizer: silent });
  return tokenizer;
}

/** Continues a prompt with kept weights, drawing as the experiment's own samples are drawn; a Failure says why a document writes no text. */
export async function writeFromWeights(
  gpu: Gpu,
  { head, tensors }: TrainedWeights,
  environment: DataEnvironment,
  prompt: string,
): Promise<string> {
  const settings = samplesSchema.safeParse({ ...head.experiment.samples, prompt });
  if (!settings.success) throw new Failure("A prompt has 1 to 2,000 characters. Change it and try again.");
  const checked = readDocument(head.document, CATALOGUE);
  const layout = layoutParameters(decodeGraph(checked, 1).graph);
  const tokenizer: Tokenizer = await tokenizerOf(head.experiment, environment);
  const memory = new PersistentMemory(gpu);
  try {
    writeState(memory, layout, new Map([[PARAMETERS, "parameter"]]), tensors);
    const decoder = Decoder.create(gpu, { memory, layout }, checked, head.experiment.sequenceLength);
    try {
      return await decoder.write(tokenizer, settings.data);
    } finally {
      decoder.destroy();
    }
  } finally {
    memory.destroy();
  }
}
