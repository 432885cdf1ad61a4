import { costOf } from "../models/build/cost.ts";
import { CATALOGUE } from "../models/blocks/index.ts";
import { documentHash } from "../models/document/canonical.ts";
import { checkDocument, readDocument } from "../models/document/validate.ts";
import type { CostReport, CostSetting, DocumentReport } from "./protocol.ts";

export async function validateDocument(value: unknown): Promise<DocumentReport> {
  const { document, problems } = checkDocument(value, CATALOGUE);
  if (problems.length > 0 || document === undefined) {
    return { valid: false, problems: problems.map(({ sentence, node }) => ({ sentence, path: node })) };
  }
  return { valid: true, problems: [], hash: await documentHash(document, CATALOGUE) };
}

/** What a document costs, from the counters of its unbound graph; throws the first problem's sentence if it is wrong. */
export function documentCost(value: unknown, setting: CostSetting): CostReport {
  const cost = costOf(readDocument(value, CATALOGUE), setting);
  return {
    parameters: cost.parameters,
    flopsPerTokenForward: cost.flopsPerTokenForward,
    flopsPerTokenTraining: cost.flopsPerTokenTraining,
    stateBytes: 4 * cost.stateFloats,
    parameterBytes: cost.parameterBytes,
    activationBytes: cost.activationBytes,
    perBlock: cost.blocks.map(({ node, parameters, flopsPerTokenForward }) => ({
      path: node,
      parameters,
      flopsPerToken: flopsPerTokenForward,
    })),
  };
}
