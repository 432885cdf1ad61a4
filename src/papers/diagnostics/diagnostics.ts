import { CATALOGUE } from "../../models/blocks/index.ts";
import { dualStreamFindings } from "../../models/diagnostics/dual-stream.ts";
import type { Finding, TrainedModel, WindowRuns } from "../../models/diagnostics/finding.ts";
import { exactMerge } from "../../models/diagnostics/exact-merge.ts";
import { splittingOrder, type SubFlow } from "../../models/diagnostics/splitting-order.ts";
import { sublayerChain } from "../../models/diagnostics/sublayer-chain.ts";
import { threePhaseFindings } from "../../models/diagnostics/three-phase.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import {
  isComputedDiagnostic,
  isTrainedDiagnostic,
  type ComputedDiagnostic,
  type PaperCard,
  type TrainedDiagnostic,
} from "../card.ts";

/** Diagnostics of a card's documents alone. */
const COMPUTED: Readonly<Record<ComputedDiagnostic, (card: PaperCard) => readonly Finding[]>> = {
  "splitting-order": () => (["exact", "euler"] as const).map(splittingFinding),
  "sublayer-chain": chainFindings,
  "exact-merge": mergeFindings,
};

/** Diagnostics of a network that was trained. */
const TRAINED: Readonly<Record<TrainedDiagnostic, (model: TrainedModel, runs: WindowRuns) => Promise<Finding[]>>> = {
  phases: threePhaseFindings,
  "two-streams": dualStreamFindings,
};

/** What a card's documents tell without a device and without training. */
export function computedFindings(card: PaperCard): Finding[] {
  return card.diagnostics.flatMap((name) => (isComputedDiagnostic(name) ? COMPUTED[name](card) : []));
}

/** What a trained network tells of what its card is about. */
export async function trainedFindings(card: PaperCard, model: TrainedModel, runs: WindowRuns): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of card.diagnostics) {
    if (isTrainedDiagnostic(name)) findings.push(...(await TRAINED[name](model, runs)));
  }
  return findings;
}

function splittingFinding(subFlow: SubFlow): Finding {
  const { steps, lie, strang, lieSlope, strangSlope } = splittingOrder(subFlow, 1);
  const how = subFlow === "exact" ? "solved exactly" : "solved by one Euler step, as layers are";
  return {
    title: `Error of splitting, each part ${how}`,
    method:
      "Distance from the fine solution at t = 1 of dx/dt = F(x) + G(x) in four dimensions, F and G random and small. A model problem, not a network.",
    xTitle: "steps",
    yTitle: "error",
    isLogarithmic: true,
    lines: [
      { name: "F, then G (Lie)", x: steps, y: lie },
      { name: "half G, F, half G (Strang)", x: steps, y: strang },
    ],
    sentences: [`The error falls as h^${lieSlope.toFixed(2)} (Lie) and h^${strangSlope.toFixed(2)} (Strang).`],
  };
}

/** The candidate before and after its branches are merged. */
function mergeFindings({ candidate }: PaperCard): Finding[] {
  const { blocks, images, relativeDifference, before, after } = exactMerge(presetById(candidate.preset).document);
  const change = (what: string, from: number, to: number): string =>
    `${what}: ${from.toLocaleString("en")} before, ${to.toLocaleString("en")} merged (${(100 * (to / from - 1)).toFixed(1)} %).`;
  return [
    {
      title: "Merged against unmerged",
      method:
        "Both forms in evaluation on a random image, in float64, from weights and running statistics moved away from their start; dispatches, bytes and operations are counted on their plans for one image. Not a measured time.",
      xTitle: "",
      yTitle: "",
      lines: [],
      sentences: [
        `${blocks} blocks merge; on ${images === 1 ? "one image" : `${images} images`} no logit changes by more than ${relativeDifference.toExponential(1)} of the largest.`,
        change("Dispatches of an evaluation", before.dispatches, after.dispatches),
        change("Bytes moved", before.bytesMoved, after.bytesMoved),
        change("Operations", before.flops, after.flops),
        change("Parameters", before.parameters, after.parameters),
      ],
    },
  ];
}

function chainFindings({ candidate, baselines }: PaperCard): Finding[] {
  const chains = [candidate, ...baselines].map(({ preset, title }) => ({
    title,
    ...sublayerChain(readDocument(presetById(preset).document, CATALOGUE).program),
  }));
  return [
    {
      title: "Sub-layers that could run side by side",
      method:
        "Followed through the documents: a sub-layer waits for the deepest one whose update it reads. Not a measured time.",
      xTitle: "place in the chain",
      yTitle: "sub-layers",
      lines: chains.map(({ title, sideBySide }) => ({
        name: title,
        x: sideBySide.map((_, place) => place + 1),
        y: sideBySide.map((group) => group.length),
      })),
      sentences: chains.map(
        ({ title, longestChain, sublayers }) =>
          `${title}: the longest chain is ${longestChain} of ${sublayers} sub-layers.`,
      ),
    },
  ];
}
