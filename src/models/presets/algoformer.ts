import type { ArchitectureDocument, Head, Item } from "../document/types.ts";
import { decoder, NANO, NANO_TRAINING, PICO, PICO_TRAINING, type DecoderSize } from "./language-models.ts";
import { block, type Preset } from "./preset.ts";
import { baseLayer, decoderAround, type LayerSize } from "./residual-decoder.ts";

export interface AlgoChoices {
  /** Blocks before, inside and after the loop. */
  readonly pre?: number;
  readonly loop?: number;
  readonly post?: number;
  /** Passes of the loop; with 0 what the pre-transformer gives goes straight on. */
  readonly loops?: number;
  /** Add what entered the loop to what every pass reads. */
  readonly inject?: boolean;
  /** Last passes that are graded in training; at most five of them if absent. */
  readonly lossWindow?: number;
  /** RMSNorm after every pass; absent: from 13 passes on. */
  readonly loopNorm?: boolean;
}

/** What stands between an embedding and a head, and where the head reads. */
export interface AlgoParts {
  readonly trunk: readonly Item[];
  /** Its body, the post-transformer, comes before the norm and the map to what is asked. */
  readonly head: Omit<Head, "name">;
}

/** Pre-transformer, a loop over blocks with one set of weights, post-transformer; the last passes are graded. */
export function algoParts(size: LayerSize, choices: AlgoChoices = {}): AlgoParts {
  const { pre = 1, loop = 1, post = 1, loops = 10, inject = true } = choices;
  const { lossWindow = Math.min(Math.max(1, loops), 5), loopNorm = loops > 12 } = choices;
  const stack = (slug: string, times: number): readonly Item[] =>
    times === 0 ? [] : [{ kind: "repeat", slug, times, body: baseLayer(size) }];
  const looped: Item = {
    kind: "repeat",
    slug: "loop",
    times: loops,
    sharing: "one",
    inject: inject ? "add" : "none",
    body: [...loopBody(size, loop), ...(loopNorm ? [block("norm", {}, { slug: "loop-norm" })] : [])],
  };
  const trunk = [...stack("pre", pre), ...(loops === 0 || loop === 0 ? [] : [looped])];
  const graded = loops === 0 || loop === 0 ? {} : { node: "loop", lastPasses: lossWindow };
  return { trunk, head: { ...graded, body: stack("post", post) } };
}

/** The three parts as a text model. */
export function algoFormer(name: string, size: DecoderSize, choices: AlgoChoices = {}): ArchitectureDocument {
  const { trunk, head } = algoParts(size, choices);
  return decoderAround(name, size, trunk, head);
}

/** One block stands in the loop itself; several have weights of their own, each used in every pass. */
function loopBody(size: LayerSize, blocks: number): readonly Item[] {
  if (blocks === 1) return baseLayer(size);
  return [{ kind: "repeat", slug: "blocks", times: blocks, body: baseLayer(size) }];
}

const SIZES = [
  { id: "pico", size: PICO, training: PICO_TRAINING },
  { id: "nano", size: NANO, training: NANO_TRAINING },
] as const;

/** Text models with 4 passes, 2 of them graded, and the baselines of equal parameters, equal work and a plain loop. */
export const ALGO_FORMERS: readonly Preset[] = SIZES.flatMap(({ id, size, training }): readonly Preset[] => [
  {
    id: `algo-${id}`,
    title: `AlgoFormer ${id}, 4 loops`,
    summary: "One block before, one looped four times, one after; the last two passes are graded.",
    document: algoFormer(`algo-${id}`, size, { loops: 4, lossWindow: 2 }),
    training,
  },
  {
    id: `algo-${id}-10-loops`,
    title: `AlgoFormer ${id}, 10 loops`,
    summary: "The specification's default: ten passes, the last five graded.",
    document: algoFormer(`algo-${id}-10-loops`, size),
    training,
  },
  {
    id: `algo-${id}-no-injection`,
    title: `AlgoFormer ${id}, input not injected`,
    summary: "The loop sees the pre-transformer's output in its first pass only.",
    document: algoFormer(`algo-${id}-no-injection`, size, { loops: 4, lossWindow: 2, inject: false }),
    training,
  },
  {
    id: `looped-${id}`,
    title: `Looped transformer ${id}: three blocks, twice`,
    summary: "No blocks before or after: as many parameters and as much work per token as algo with four loops.",
    document: algoFormer(`looped-${id}`, size, { pre: 0, post: 0, loop: 3, loops: 2, lossWindow: 1 }),
    training,
  },
  ...[3, 6]
    .filter((layers) => layers !== size.layers)
    .map((layers) => ({
      id: `lm-${id}-${layers}-blocks`,
      title: `lm-${id} with ${layers} blocks`,
      summary:
        layers === 3
          ? "As many parameters as AlgoFormer, without a loop."
          : "As much work per token as AlgoFormer with four loops, with weights of its own in every block.",
      document: decoder(`lm-${id}-${layers}-blocks`, { ...size, layers }),
      training,
    })),
]);
