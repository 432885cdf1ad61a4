import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { cacheAppendReference } from "./reference.ts";

export interface CacheAppendAttributes {
  /** First column of the row that is kept. */
  readonly start: number;
}

/** Keeps a part of one token's row: x [1, 1, S], position u32 [1], cache [1, rows, W], which is written in place. */
export const cacheAppend: Operator<CacheAppendAttributes> = {
  name: "cache_append",
  mutates: [2],
  infer([x, position, cache], { start }) {
    const width = cache.shape[cache.shape.length - 1];
    if (cache.shape.length !== 3 || cache.shape[0] !== 1 || start + width > sizeOf(x.shape)) {
      throw new Failure(
        `cache_append keeps columns ${start} to ${start + width} of one row in a cache [1, rows, ${width}]; it was given a row [${x.shape.join(", ")}] and a cache [${cache.shape.join(", ")}].`,
      );
    }
    if (position.dtype !== "u32") throw new Failure(`cache_append's position must be u32; it is ${position.dtype}.`);
    return [];
  },
  reference: ([x, position, cache], { start }, [, , spec]) => [
    cacheAppendReference(x, position[0], cache, spec.shape[2], start),
  ],
  lower({ inputs: [x, position, cache], attributes: { start } }) {
    const [, rows, width] = cache.shape;
    return [
      {
        label: "cache_append",
        source: expand(forward),
        params: { width, rows, start },
        bindings: [read(x), read(position), write(cache)],
        workgroups: foldWorkgroups(width, 64),
        counters: {
          ...NO_COST,
          bytesRead: 4 * (width + 1),
          bytesWritten: 4 * width,
          bytesTouched: 12 * width,
          launches: 1,
        },
      },
    ];
  },
};
