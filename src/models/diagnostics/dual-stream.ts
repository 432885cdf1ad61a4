import { Failure } from "../../lib/failure.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import type { Finding, TrainedModel, WindowRuns } from "./finding.ts";
import { blocksOf, layerEnd, passesOfTap, tapped, withKnobs } from "./places.ts";

const ATTENTION = "mixed-attention";
const NETWORK = "channelized-feed-forward";
const STREAMS = ["token", "context"] as const;
const FACTORS = [1, 2, 4, 8, 16];

/** Streams by depth, mixing matrices, and the loss with attention amplified, streams ablated or read alone. */
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
    const loss = await runs.loss(withKnobs(document, kind, { ablate: true }));
    sentences.push(`Without ${what} the loss changes by ${inPercent(loss, plainLoss)}.`);
  }
  for (const stream of isDual ? STREAMS : []) {
    const loss = await runs.loss(readAlone(document, stream));
    sentences.push(`The head reading the ${stream} stream alone changes it by ${inPercent(loss, plainLoss)}.`);
  }
  return {
    title: "What each stream carries",
    method: `The same weights with updates left out in all blocks, and with the last norm reading one stream, on a few held-out windows; the loss is ${plainLoss.toFixed(3)} nats per token.`,
    xTitle: "",
    yTitle: "",
    lines: [],
    sentences,
  };
}

/** The document whose head reads one stream where it read the sum of both. */
function readAlone(document: ArchitectureDocument, stream: string): ArchitectureDocument {
  const heads = document.heads.map((head) => ({
    ...head,
    body: head.body?.map((item) => (item.kind === "sum" ? { ...item, reads: [stream] } : item)),
  }));
  return { ...document, heads };
}
