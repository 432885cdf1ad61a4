import type { Gpu } from "../../engine/gpu/gpu.ts";
import { Program } from "../../engine/gpu/program.ts";
import { Graph, type GraphNode } from "../../engine/graph/graph.ts";
import type { ParameterLayout, PlacedParameter } from "../../engine/plan/layout.ts";
import { PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import { ecoHash, type EcoHashAttributes } from "../../kernels-wgsl/eco_hash/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { hashName, normalAt, STREAMS, threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { hashFromQueries } from "../../models/blocks/eco-attention/hash-from-queries.ts";
import { forwardOnly } from "../trainer/evaluate.ts";
import type { Trainer } from "../trainer/trainer.ts";

/** One hash of a model: the parameter that holds it and, as an output of the program, what it is applied to. */
interface LearnedHash {
  readonly output: string;
  readonly placed: PlacedParameter;
  readonly attributes: EcoHashAttributes;
}

/** Matrices of softmax attention that EcoFormer goes on with. */
const KEPT_MATRICES = ["wq", "wv", "wo"];

/**
 * Learns EcoFormer's hashes on the model that trains, from one batch: the first block's from its queries, the second's from what
 * its queries are behind the first's, and so on, as the authors' first forward pass does.
 */
export class HashLearner {
  readonly #trainer: Trainer;
  readonly #program: Program;
  readonly #hashes: readonly LearnedHash[];

  private constructor(trainer: Trainer, program: Program, hashes: readonly LearnedHash[]) {
    this.#trainer = trainer;
    this.#program = program;
    this.#hashes = hashes;
  }

  /** Throws a Failure for a model without a hash. */
  static async create(gpu: Gpu, trainer: Trainer): Promise<HashLearner> {
    const { batch, sequenceLength } = trainer.setting;
    const { layout } = trainer.plan;
    const graph = new Graph();
    trainer.objective.network(graph, { batch, sequenceLength });
    const hashes = hashesOf(graph, layout);
    if (hashes.length === 0) {
      throw new Failure("A segment that learns hashes needs a document with EcoFormer attention; this one has none.");
    }
    const plan = planProgram(graph, { traits: gpu.traits, layout });
    const metrics = hashes.map(({ output }) => output);
    return new HashLearner(
      trainer,
      await Program.create(gpu, trainer.memory, plan, { metrics, ringLength: 1 }),
      hashes,
    );
  }

  /** Learns every hash from the batch of training step `index`, with the seed's own draws, and puts it into the arena. */
  async learn(index: number, seed: number): Promise<string> {
    const { memory } = this.#trainer;
    const { objective, setting } = this.#trainer;
    const batch = objective.draw({ seed, index, micro: 0, microSteps: 1 }, setting);
    for (const [name, values] of Object.entries(batch)) this.#program.writeInput(name, values);
    for (const { output, placed, attributes } of this.#hashes) {
      // One after the other: a hash changes what the next block is asked.
      this.#program.submit([forwardOnly(0)]);
      const [{ metrics }] = await this.#program.records(true);
      const { normal, pick } = drawsOf(seed, placed.declaration.parts[0].name);
      const values: Readonly<Record<string, Float64Array>> = hashFromQueries(
        metrics[output][0],
        attributes,
        normal,
        pick,
      );
      for (const { name, offset } of placed.parts) {
        const own = name.split(".").at(-1) ?? "";
        memory.write(PARAMETERS, Float32Array.from(values[own]), offset * 4);
      }
    }
    return `The hashes of ${this.#hashes.length} EcoFormer blocks were learned from the batch of step ${index + 1}.`;
  }

  destroy(): void {
    this.#program.destroy();
  }
}

/** Every hash once, in the order of the blocks; a block that runs several times learns from its first pass. */
function hashesOf(graph: Graph, layout: ParameterLayout): LearnedHash[] {
  const hashes = new Map<number, LearnedHash>();
  const isHash = (node: GraphNode): boolean => node.operator.name === ecoHash.name;
  for (const { inputs, attributes, scope } of graph.nodes.filter(isHash)) {
    const [queries, hash] = inputs;
    const declared = graph.parameters.find(({ tensor }) => tensor.id === hash.root.id)?.declaration;
    const placed = layout.parameters.find(({ declaration }) => declaration.parts[0].name === declared?.parts[0].name);
    if (placed === undefined) throw new Error(`the hash of ${scope} has no place in the arena`);
    if (hashes.has(hash.root.id)) continue;
    const output = `queries ${scope}`;
    graph.output(output, queries);
    hashes.set(hash.root.id, { output, placed, attributes: attributes as unknown as EcoHashAttributes });
  }
  return [...hashes.values()];
}

/** Refuses a swap to codes that would lose trained matrices, before anything is trained. */
export function assertKeepsMatrices(from: ParameterLayout, to: ParameterLayout): void {
  const shapesOf = ({ parameters }: ParameterLayout): Map<string, string> =>
    new Map(parameters.flatMap(({ parts }) => parts.map(({ name, shape }) => [name, shape.join(", ")])));
  const [before, after] = [shapesOf(from), shapesOf(to)];
  for (const name of after.keys()) {
    if (!name.endsWith(".directions")) continue;
    for (const matrix of KEPT_MATRICES) {
      const own = name.replace(/[^.]+$/, matrix);
      if (before.get(own) === after.get(own)) continue;
      throw new Failure(
        `The swap to EcoFormer keeps ${own} [${after.get(own) ?? ""}], but before the swap it is ${before.has(own) ? `[${before.get(own) ?? ""}]` : "missing"}; ` +
          "swap attention with as many key/value heads as query heads, under the same slug.",
      );
    }
  }
}

/** Draws of one hash: normal numbers, and distinct rows by a shuffle that is cut short. */
function drawsOf(seed: number, name: string) {
  const hash = hashName(`${name} learned`);
  let [drawn, picked] = [0, 0];
  const normal = (): number => normalAt(seed, hash, drawn++);
  const pick = (count: number, n: number): number[] => {
    const rows = Array.from({ length: n }, (_, row) => row);
    for (let i = 0; i < count; i++) {
      const [word] = threefry2x32(seed, STREAMS.sampling, hash, picked++);
      const other = i + uniformBelow(word, n - i);
      [rows[i], rows[other]] = [rows[other], rows[i]];
    }
    return rows.slice(0, count);
  };
  return { normal, pick };
}
