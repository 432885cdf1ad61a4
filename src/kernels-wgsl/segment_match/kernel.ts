import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { matchShape, segmentMatchReference } from "./reference.ts";

/**
 * Which query answers for which segment, 0 or 1, [R,Q,G], from costs [R,Q,G] and presence [R,G]: exact. Part of a step, so that
 * no step waits for the host. The choice has no gradient.
 */
export const segmentMatch: Operator<Record<string, never>> = {
  name: "segment_match",
  infer([cost, present]) {
    const { rows, queries, segments } = matchShape(cost, present);
    return [f32(rows, queries, segments)];
  },
  reference: ([cost, present], _, [costSpec, presentSpec]) => [
    segmentMatchReference(cost, present, matchShape(costSpec, presentSpec)),
  ],
  gradient: () => [null, null],
  lower({ inputs, outputs: [assignment] }) {
    const { rows, queries, segments } = matchShape(inputs[0], inputs[1]);
    const sets = 2 ** segments;
    // Of every set's segments half are tried on the average.
    const tried = rows * queries * sets * (segments / 2);
    const bytes = 4 * sizeOf(assignment.shape);
    return [
      {
        label: "segment_match",
        source: expand(forward, { constants: { SETS: sets } }),
        params: { rows, queries, segments },
        bindings: [...inputs.map(read), write(assignment)],
        workgroups: foldWorkgroups(rows, 1),
        counters: {
          ...NO_COST,
          adds: 2 * tried,
          bytesRead: bytes + 4 * sizeOf(inputs[1].shape),
          bytesWritten: bytes,
          bytesTouched: 4 * tried + 2 * bytes,
          workgroupBytes: 4 * (tried + 3 * rows * queries * sets + 4 * rows * sets),
          launches: 1,
        },
      },
    ];
  },
};
