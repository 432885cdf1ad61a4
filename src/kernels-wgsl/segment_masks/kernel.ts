import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { segmentMaskShape, segmentMasksReference, type SegmentMaskAttributes } from "./reference.ts";

export type { SegmentMaskAttributes } from "./reference.ts";

/**
 * From labels f32 [B,H,W,2], the number of each pixel's segment and that one's class: masks [B,G,cells], shares from 0 to 1; classes
 * [B,G,K], 1 at the segment's class; presence [B,G], 0 for numbers that no pixel has. All pixels of a segment have one class.
 */
export const segmentMasks: Operator<SegmentMaskAttributes> = {
  name: "segment_masks",
  infer([labels], attributes) {
    const { batch, segments, classes, cells } = segmentMaskShape(labels, attributes);
    return [f32(batch, segments, cells), f32(batch, segments, classes), f32(batch, segments)];
  },
  reference: ([labels], attributes, [spec]) => segmentMasksReference(labels, segmentMaskShape(spec, attributes)),
  lower({ inputs: [labels], outputs, attributes }) {
    const { batch, height, width, segments, classes, stride } = segmentMaskShape(labels, attributes);
    const groups = batch * segments;
    const written = 4 * outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const pixels = sizeOf(labels.shape) / 2;
    return [
      {
        label: "segment_masks",
        source: expand(forward),
        params: { groups, segments, classes, height, width, stride },
        bindings: [read(labels), ...outputs.map(write)],
        workgroups: foldWorkgroups(groups, 1),
        counters: {
          ...NO_COST,
          adds: 2 * pixels * segments,
          specials: sizeOf(outputs[0].shape),
          bytesRead: 8 * pixels,
          bytesWritten: written,
          bytesTouched: 8 * pixels * segments + written,
          workgroupBytes: 4 * 64 * 65 * groups,
          launches: 1,
        },
      },
    ];
  },
};
