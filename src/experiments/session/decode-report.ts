import { Failure } from "../../lib/failure.ts";
import { stateFloats } from "../../models/build/cost.ts";
import type { Timings } from "../schema/result.ts";
import type { LiveArm } from "./live-arm.ts";

/** Latency and state of single tokens against context; undefined where the document cannot write token by token. */
export async function decodeReport({ decoder, source }: LiveArm): Promise<Timings["decode"]> {
  if (decoder instanceof Failure) return undefined;
  const times = await decoder.measure(decoder.contexts);
  return times.map((time) => ({ ...time, stateBytes: 4 * stateFloats(source.checked, time.context) }));
}
