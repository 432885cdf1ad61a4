import { Failure } from "../../lib/failure.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import type { Finding, FindingLine, TrainedModel, WindowRuns } from "./finding.ts";
import { blocksOf, endingAfter, layerEnd, passesOfLayers, passesOfTap, tapped, withKnobs } from "./places.ts";

const ATTENTION = "mixed-attention";
const NETWORK = "channelized-feed-forward";
const LAYERS = [ATTENTION, NETWORK];
const STREAMS = ["token", "context"] as const;
const FACTORS = [1, 2, 4, 8, 16];

/** Streams by depth, mixing matrices, entropies of heads, and the loss with attention amplified, and with streams ablated or read alone at each depth. */
export async function dualStreamFindings(model: TrainedModel, runs: WindowRuns): Promise<Finding[]> {
  const { document, program } = model.checked;
  if (blocksOf(model.checked, ATTENTION).length === 0) {
    throw new Failure("This network has no attention with head mixing; choose an arm of the dual-stream card.");
  }
  const streams = program.inputs.map(({ stream }) => stream);
  const isDual = STREAMS.every((stream) => streams.includes(stream));
  const plainLoss = await runs.loss(document);
  return [
    ...(isDual ? [await sizeFinding(model, runs)] : []),
    ...mixingFindings(model),
    await entropyFinding(document, runs),
    ...(isDual ? await lensFindings(model, runs) : []),
    await amplifyFinding(document, runs),
    await ablationFinding(document, runs, { plainLoss, isDual }),
  ];
}

const rootMeanSquare = (rows: ArrayLike<number>): number =>
  Math.sqrt(Array.from(rows).reduce((sum, value) => sum + value * value, 0) / rows.length);

async function sizeFinding({ checked }: TrainedModel, runs: WindowRuns): Promise<Finding> {
  const end = layerEnd(checked);
  const points =
    end === undefined
      ? []
      : STREAMS.map((stream) => ({ name: stream, stream, node: end.node, lastPasses: end.passes }));
  const taps = await runs.taps(tapped(checked.document, points));
  return {
    title: "Size of both streams by depth",
    method: "Root mean square over channels and held-out windows, behind each block.",
    xTitle: "block",
    yTitle: "root mean square",
    lines: STREAMS.map((stream) => {
      const y = passesOfTap(taps, stream).map(rootMeanSquare);
      return { name: stream, x: y.map((_, i) => i + 1), y };
    }),
    sentences: [],
  };
}

/** How much each head takes from all others, from the mixing matrices A [H, H] of values and outputs. */
function mixingFindings({ checked, weights }: TrainedModel): Finding[] {
  const steps = blocksOf(checked, ATTENTION).filter(
    ({ knobs: { mixing } }) => mixing === "kronecker" || mixing === "kronecker-local",
  );
  return (["wv", "wo"] as const).flatMap((name) => {
    const lines = steps.map((step, index) => {
      const matrix = weights.get(`${step.weights}.${name}`) ?? [];
      const y = takenFromOthers(matrix);
      return { name: `block ${index + 1}`, x: y.map((_, head) => head + 1), y };
    });
    if (lines.length === 0) return [];
    return [
      {
        title: `What heads take from each other: ${name === "wv" ? "values" : "outputs"}`,
        method: "Sum of magnitudes of a row of the mixing matrix, without the head's own entry.",
        xTitle: "head",
        yTitle: "sum of magnitudes",
        lines,
        sentences: [],
      },
    ];
  });
}

/** Of a matrix [H, H]: each row's magnitudes without the diagonal. */
export function takenFromOthers(matrix: ArrayLike<number>): number[] {
  const heads = Math.sqrt(matrix.length);
  return Array.from({ length: heads }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < heads; column++) if (column !== row) sum += Math.abs(matrix[row * heads + column]);
    return sum;
  });
}

const inPercent = (loss: number, plain: number): string => {
  const change = 100 * (loss / plain - 1);
  return `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)} %`;
};

/** How widely each head looks: 0 nats for one token, log n for n tokens alike. */
async function entropyFinding(document: ArchitectureDocument, runs: WindowRuns): Promise<Finding> {
  const entropies = [...(await runs.entropies(document)).values()];
  // A causal query at position t sees t tokens.
  const widest = Array.from({ length: runs.length }, (_, t) => Math.log(t + 1)).reduce((sum, nats) => sum + nats, 0);
  return {
    title: "Entropy of each head's attention",
    method: `Mean over held-out windows and positions. A causal head that looks at everything before it alike has ${(widest / runs.length).toFixed(3)} nats, one that looks at a single token 0.`,
    xTitle: "head",
    yTitle: "nats",
    lines: entropies.map((heads, index) => ({
      name: `block ${index + 1}`,
      x: Array.from(heads, (_, head) => head + 1),
      y: Array.from(heads),
    })),
    sentences: [],
  };
}

/** What could be predicted behind each block: the last norm and the head read either stream, or both, as they are there. */
async function lensFindings({ checked }: TrainedModel, runs: WindowRuns): Promise<Finding[]> {
  const passes = passesOfLayers(checked, LAYERS);
  if (passes === undefined) return [];
  const x = Array.from({ length: passes }, (_, index) => index + 1);
  const lines: FindingLine[] = [];
  for (const stream of [...STREAMS, "both"]) {
    const y: number[] = [];
    for (const depth of x) {
      const ending = endingAfter(checked.document, LAYERS, depth);
      y.push(await runs.loss(stream === "both" ? ending : readAlone(ending, stream)));
    }
    lines.push({ name: stream, x, y });
  }
  return [
    {
      title: "Logit lens from each stream",
      method:
        "Loss where the last norm and the head read a stream as it is behind each block, later updates left out. They were trained on the sum of both at the end.",
      xTitle: "block",
      yTitle: "nats per token",
      lines,
      sentences: [],
    },
  ];
}

async function amplifyFinding(document: ArchitectureDocument, runs: WindowRuns): Promise<Finding> {
  const losses: number[] = [];
  for (const amplify of FACTORS) losses.push(await runs.loss(withKnobs(document, ATTENTION, { amplify })));
  return {
    title: "Loss with attention amplified",
    method: "The same weights, evaluated with attention scores times each factor, on a few held-out windows.",
    xTitle: "factor",
    yTitle: "nats per token",
    isLogarithmic: true,
    lines: [{ name: "loss", x: FACTORS, y: losses }],
    sentences: [`Scores times 16 change the loss by ${inPercent(losses[losses.length - 1], losses[0])}.`],
  };
}

async function ablationFinding(
  document: ArchitectureDocument,
  runs: WindowRuns,
  { plainLoss, isDual }: { readonly plainLoss: number; readonly isDual: boolean },
): Promise<Finding> {
  const sentences: string[] = [];
  for (const [kind, what] of [
    [ATTENTION, "attention's updates (the token stream's)"],
    [NETWORK, "the feed-forward networks' updates (the context stream's)"],
  ] as const) {
    const none = await runs.loss(withKnobs(document, kind, { ablate: true }));
    const mean = await runs.loss(document, kind);
    sentences.push(
      `Without ${what} the loss changes by ${inPercent(none, plainLoss)}, with their mean in place of each by ${inPercent(mean, plainLoss)}.`,
    );
  }
  for (const stream of isDual ? STREAMS : []) {
    const loss = await runs.loss(readAlone(document, stream));
    sentences.push(`The head reading the ${stream} stream alone changes it by ${inPercent(loss, plainLoss)}.`);
  }
  return {
    title: "What each stream carries",
    method: `The same weights with updates left out in all blocks or replaced by their mean over windows and positions, and with the last norm reading one stream, on a few held-out windows; the loss is ${plainLoss.toFixed(3)} nats per token.`,
    xTitle: "",
    yTitle: "",
    lines: [],
    sentences,
  };
}

/** The document whose head reads one stream where it read the sum of both. */
export function readAlone(document: ArchitectureDocument, stream: string): ArchitectureDocument {
  const heads = document.heads.map((head) => ({
    ...head,
    body: head.body?.map((item) => (item.kind === "sum" ? { ...item, reads: [stream] } : item)),
  }));
  return { ...document, heads };
}
