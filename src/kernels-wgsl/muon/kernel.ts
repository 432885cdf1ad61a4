import { Failure } from "../../lib/failure.ts";
import { adamwLaunch } from "../adamw/kernel.ts";
import { f32, type Operator, type TensorSpec, type DeviceTraits } from "../_kernel/operator.ts";
import { checkUpdate, REFERENCE_STEP } from "../_optimizer/update.ts";
import { gatherLaunch, momentumLaunch, normLaunch, stepLaunch } from "./launches.ts";
import { batchMatrices, checkMatrices, type MatrixBatch } from "./matrices.ts";
import { orthogonaliseLaunches, orthogonaliseScratch } from "./orthogonalise.ts";
import { muonReference, type MuonSettings } from "./reference.ts";

/** Squares of the rows, reciprocal norms, then the iteration's own. */
function batchScratch(batch: MatrixBatch, traits: DeviceTraits): readonly TensorSpec[] {
  const count = batch.offsets.length;
  return [f32(count * batch.rows), f32(count), ...orthogonaliseScratch(batch, traits)];
}

/**
 * One step of Muon on the matrices that `attributes` names and of AdamW on everything else, in place. Inputs: parameters,
 * gradients, momenta (AdamW's first moments elsewhere), second moments, group of each block, groups, clip (see
 * checkUpdate), and the offsets of the matrices (`matrixOffsets`). Blocks of matrices belong to groups whose third number is 1.
 */
export const muon: Operator<MuonSettings> = {
  name: "muon",
  mutates: [0, 2, 3],
  infer(inputs, { matrices }) {
    checkUpdate("muon", inputs.slice(0, 7), 2);
    checkMatrices(matrices, inputs[0].shape[0]);
    if (inputs[7].shape[0] !== Math.max(1, matrices.length)) {
      throw new Failure(`muon has ${matrices.length} matrices but ${inputs[7].shape[0]} offsets of matrices.`);
    }
    return [];
  },
  reference: (inputs, attributes) => muonReference(inputs, attributes, REFERENCE_STEP),
  scratch: (_inputs, { matrices }, traits) => batchMatrices(matrices).flatMap((batch) => batchScratch(batch, traits)),
  lower({ inputs, attributes }, scratch, traits) {
    const [parameters, gradients, momenta, , groupOfBlock, groups, clip, offsets] = inputs;
    const tensors = { parameters, gradients, momenta, groupOfBlock, groups, clip, offsets };
    const launches = [adamwLaunch(inputs.slice(0, 7), { ...attributes, decoupled: true })];
    let used = 0;
    for (const batch of batchMatrices(attributes.matrices)) {
      const count = batchScratch(batch, traits).length;
      const [squares, scales, ...own] = scratch.slice(used, used + count);
      used += count;
      const iteration = orthogonaliseLaunches(own, traits);
      launches.push(
        momentumLaunch(tensors, batch, squares, attributes, traits),
        normLaunch(batch, squares, scales, traits),
        gatherLaunch(tensors, batch, scales, own[0], attributes),
        ...iteration.launches,
        stepLaunch(tensors, batch, iteration.result),
      );
    }
    return launches;
  },
};
