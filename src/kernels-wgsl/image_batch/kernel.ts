import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { STREAMS } from "../../lib/threefry.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, i32, read, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP, THREEFRY } from "../_kernel/threefry.ts";
import forward from "./forward.wgsl?raw";
import { imageBatchReference, type ImageBatchAttributes } from "./reference.ts";

export type { ImageBatchAttributes } from "./reference.ts";

const THREADS = 64;
/** The draw has 15 bits for a move. */
const LARGEST_SHIFT = 255;
const SOURCE = expand(forward, { snippets: { STEP: STEP_WGSL, THREEFRY } });

/**
 * Images f32 [B, H, W, C] and labels i32 [B] from pixels u32 [count H W C / 4] (four bytes in a word), classes u32 [count] and a table
 * f32 [2, C] of scales and offsets; its reference is that of `REFERENCE_STEP`.
 */
export const imageBatch: Operator<ImageBatchAttributes> = {
  name: "image_batch",
  infer([pixels, classes, table], { batch, height, width, channels, shift }) {
    const [count] = classes.shape;
    const words = Math.ceil((count * height * width * channels) / 4);
    if (count === 0 || pixels.shape[0] !== words) {
      throw new Failure(
        `image_batch: ${count} images of ${height} x ${width} x ${channels} bytes are ${words} words, but ${pixels.shape[0]} were given.`,
      );
    }
    if (table.shape.length !== 2 || table.shape[0] !== 2 || table.shape[1] !== channels) {
      throw new Failure(
        `image_batch: the table of ${channels} channels must be [2, ${channels}], not [${table.shape.join(", ")}].`,
      );
    }
    if (!(Number.isInteger(shift) && shift >= 0 && shift <= LARGEST_SHIFT)) {
      throw new Failure(`image_batch: a shift of ${shift} pixels is not a whole number from 0 to ${LARGEST_SHIFT}.`);
    }
    return [f32(batch, height, width, channels), i32(batch)];
  },
  reference: (inputs, attributes) => imageBatchReference(inputs, attributes, REFERENCE_STEP),
  lower({ inputs: [pixels, classes, table], outputs: [images, labels], attributes }) {
    const { batch, height, width, channels, flip, shift } = attributes;
    const size = batch * height * width * channels;
    return [
      {
        label: "image_batch",
        source: SOURCE,
        params: {
          batch,
          height,
          width,
          channels,
          count: classes.shape[0],
          flips: Number(flip),
          shift,
          stream: STREAMS.data,
        },
        bindings: [read(pixels), read(classes), read(table), write(images), write(labels)],
        usesStep: true,
        workgroups: foldWorkgroups(size, THREADS),
        counters: {
          ...NO_COST,
          multiplies: size,
          adds: size,
          bytesRead: size + 4 * batch + 8 * channels,
          bytesWritten: 4 * (size + batch),
          bytesTouched: 16 * size + 8 * batch,
          launches: 1,
        },
      },
    ];
  },
};
