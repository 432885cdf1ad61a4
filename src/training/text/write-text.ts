import type { Tokenizer } from "../../data/tokenizers/tokenizer.ts";
import type { Program } from "../../engine/gpu/program.ts";
import { Failure } from "../../lib/failure.ts";
import { forwardOnly } from "../trainer/evaluate.ts";
import { drawToken } from "./draw-token.ts";
import type { DrawSettings } from "./draw-token.ts";

export interface WritingSettings extends DrawSettings {
  readonly prompt: string;
  /** Tokens to write. */
  readonly tokens: number;
}

/**
 * Continues the prompt token by token. The model sees at most its sequence length; behind that the window moves on, and
 * its first token is at position 0 again, as every training row's is.
 */
export async function writeText(
  program: Program,
  tokenizer: Tokenizer,
  sequenceLength: number,
  settings: WritingSettings,
): Promise<string> {
  const encoded = tokenizer.encode(new TextEncoder().encode(settings.prompt));
  const written = Array.from(encoded.tokens);
  const promptLength = written.length;
  if (promptLength === 0) throw new Failure("A sample needs a prompt of at least one token, such as `The `.");
  for (let count = 0; count < settings.tokens; count += 1) {
    const seen = written.slice(-sequenceLength);
    const ids = new Uint32Array(sequenceLength);
    ids.set(seen);
    await program.room();
    program.writeInput("ids", ids);
    program.submit([forwardOnly(count)]);
    const [logits] = await program.readOutputs(["logits"]);
    const vocabulary = tokenizer.vocabularySize;
    const last = new Float32Array(logits, (seen.length - 1) * vocabulary * 4, vocabulary);
    written.push(drawToken(last, settings, count));
  }
  return tokenizer.decode(written.slice(promptLength));
}
