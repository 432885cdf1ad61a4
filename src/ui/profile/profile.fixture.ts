import { roofShare } from "../../lib/roofline.ts";
import type { StepProfile } from "../../workers/protocol.ts";

// A step of four launches; only tests import this.

const device = { peakFlopsPerSecond: 1e9, bytesPerSecond: 1e8, secondsPerLaunch: 1e-5 };
const launches = [
  { label: "matmul_nt", scope: "ffn", phase: "forward", startMs: 0, ms: 2, flops: 1e6, bytes: 1e4 },
  { label: "rmsnorm", scope: "ffn", phase: "forward", startMs: 2.1, ms: 0.3, flops: 1e3, bytes: 1e4 },
  { label: "matmul_tn", scope: "ffn", phase: "backward", startMs: 2.5, ms: 4, flops: 1e6, bytes: 2e5 },
  { label: "adamw", scope: "optimizer", phase: "optimizer", startMs: 7, ms: 0, flops: 10, bytes: 40 },
] as const;

export const PROFILE: StepProfile = {
  arm: "base",
  step: 5,
  adapter: "a",
  isSoftware: true,
  device,
  launches: launches.map((launch) => ({ ...launch, ...roofShare(launch, device) })),
};
