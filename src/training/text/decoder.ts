import type { Tokenizer } from "../../data/tokenizers/tokenizer.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import type { PersistentMemory } from "../../engine/gpu/memory.ts";
import { assertPlanFits } from "../../engine/gpu/binder.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { planProgram } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { quantile } from "../../lib/statistics.ts";
import { decodeGraph, longestContext } from "../../models/decode/decode-graph.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { forwardOnly } from "../trainer/evaluate.ts";
import { drawToken, type DrawSettings } from "./draw-token.ts";

export interface WritingSettings extends DrawSettings {
  readonly prompt: string;
  /** Tokens to write. */
  readonly tokens: number;
}

/** What one more token takes behind `context` - 1 others. */
export interface DecodeTime {
  /** Tokens of the sequence, the new one included. */
  readonly context: number;
  /** From handing the token over to having its logits on the host, milliseconds. */
  readonly tokenMs: { readonly median: number; readonly p10: number; readonly p90: number };
  /** Median of the device's own time, where it has timestamps. */
  readonly deviceMs?: number;
}

/** Latency is measured up to this many tokens even where training rows are shorter, so that growing states show. */
const LEAST_CAPACITY = 1_024;
const WARMUP_TOKENS = 2;
const TIMED_TOKENS = 9;

interface Reading {
  readonly logits: Float32Array;
  readonly deviceMs: number | undefined;
}

/** Reads and writes text token by token, one submit each, with the parameters that training leaves in the arena. */
export class Decoder {
  /** Most tokens of a sequence. */
  readonly capacity: number;
  /** Bytes of all states at this capacity. */
  readonly stateBytes: number;
  readonly #open: () => Promise<Program>;
  #program: Promise<Program> | undefined;
  /** Tokens that the model was trained to see at once. */
  readonly #contextLength: number;

  private constructor(open: () => Promise<Program>, capacity: number, contextLength: number, stateBytes: number) {
    this.#open = open;
    this.capacity = capacity;
    this.#contextLength = contextLength;
    this.stateBytes = stateBytes;
  }

  /**
   * Throws a `Failure` for a document that looks at later tokens. Its kernels are compiled with the first token, so that training
   * does not wait for them.
   */
  static create(
    gpu: Gpu,
    trained: { readonly memory: PersistentMemory; readonly layout: ParameterLayout },
    checked: CheckedDocument,
    sequenceLength: number,
  ): Decoder {
    const capacity = Math.min(longestContext(checked), Math.max(LEAST_CAPACITY, sequenceLength));
    const { graph, stateBytes } = decodeGraph(checked, capacity);
    const plan = planProgram(graph, { traits: gpu.traits, layout: trained.layout });
    assertPlanFits(gpu, plan);
    const open = (): Promise<Program> =>
      Program.create(gpu, trained.memory, plan, { metrics: ["logits"], ringLength: 1 });
    return new Decoder(open, capacity, Math.min(sequenceLength, capacity), stateBytes);
  }

  /**
   * Continues the prompt token by token. The model sees at most its sequence length; when that is full, the latter half of
   * the text becomes the beginning of a sequence, at position 0 as every training row's first token is.
   */
  async write(tokenizer: Tokenizer, settings: WritingSettings): Promise<string> {
    const text = Array.from(tokenizer.encode(new TextEncoder().encode(settings.prompt)).tokens);
    const promptLength = text.length;
    if (promptLength === 0) throw new Failure("A sample needs a prompt of at least one token, such as `The `.");
    let unread = text.slice(-this.#contextLength);
    let position = 0;
    for (let count = 0; count < settings.tokens; count += 1) {
      if (position + unread.length > this.#contextLength) {
        unread = text.slice(-Math.ceil(this.#contextLength / 2));
        position = 0;
      }
      const { logits } = await this.read(unread, position);
      position += unread.length;
      unread = [drawToken(logits, settings, count)];
      text.push(...unread);
    }
    return tokenizer.decode(text.slice(promptLength));
  }

  /** Reads tokens into the states from a position on; the logits are those behind the last. */
  async read(tokens: readonly number[], position: number): Promise<Reading> {
    const program = await (this.#program ??= this.#open());
    let last: Reading | undefined;
    for (const [index, token] of tokens.entries()) {
      await program.room();
      program.writeInput("ids", Uint32Array.of(token));
      program.writeInput("position", Uint32Array.of(position + index));
      program.submit([forwardOnly(index)]);
      const isLast = index === tokens.length - 1;
      for (const record of await program.records(isLast)) {
        last = { logits: record.metrics["logits"][0], deviceMs: program.phaseTimes(record)?.forwardMs };
      }
    }
    if (last === undefined) throw new Error("no tokens were read");
    return last;
  }

  /** Times single tokens at each context. What the states hold does not change how long that takes. */
  async measure(contexts: readonly number[]): Promise<DecodeTime[]> {
    const times: DecodeTime[] = [];
    for (const context of contexts) {
      const tokenMs: number[] = [];
      const deviceMs: number[] = [];
      for (let turn = 0; turn < WARMUP_TOKENS + TIMED_TOKENS; turn += 1) {
        const startMs = performance.now();
        const reading = await this.read([0], context - 1);
        if (turn < WARMUP_TOKENS) continue;
        tokenMs.push(performance.now() - startMs);
        if (reading.deviceMs !== undefined) deviceMs.push(reading.deviceMs);
      }
      times.push({
        context,
        tokenMs: { median: quantile(tokenMs, 0.5), p10: quantile(tokenMs, 0.1), p90: quantile(tokenMs, 0.9) },
        ...(deviceMs.length === 0 ? {} : { deviceMs: quantile(deviceMs, 0.5) }),
      });
    }
    return times;
  }

  /** Contexts worth timing: powers of four, and the capacity. */
  get contexts(): readonly number[] {
    const powers = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536].filter((context) => context < this.capacity);
    return [...powers, this.capacity];
  }

  destroy(): void {
    void this.#program?.then((program) => {
      program.destroy();
    });
  }
}
