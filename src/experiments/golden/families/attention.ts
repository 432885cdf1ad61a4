import { attention } from "../../../kernels-wgsl/attention/kernel.ts";
import type { Tape, Tensor } from "../../../kernels-wgsl/index.ts";
import { applyRope } from "../../../kernels-wgsl/rope/kernel.ts";
import { z } from "../../../lib/zod.ts";
import type { CaseGraph, Layout } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, flagAttribute, numberAttribute } from "../golden-case.ts";
import type { GoldenCase } from "../golden-case.ts";
import { linear } from "./dense.ts";

const ropeSchema = z.object({ base: z.number(), rotary_dim: z.number(), style: z.literal("half") }).nullable();
type Rotary = z.output<typeof ropeSchema>;

/** [B, H, T, D] of the cases is [B, T, H D] in the engine. */
export const HEADS_BEHIND_TIME = [0, 2, 1, 3];

export function headLayout(cases: CaseGraph, name: string): Layout {
  const [batch, heads, time, width] = cases.shapeOf(name);
  return { order: HEADS_BEHIND_TIME, shape: [batch, time, heads * width] };
}

export interface HeadMap {
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly valueWidth: number;
  readonly isCausal: boolean;
  readonly window: number | null;
  readonly scale: number;
  readonly queryOffset: number;
  readonly rotary: Rotary;
}

/** Attention over separate q [B,T,Hq D], k [B,S,Hkv D], v [B,S,Hkv Dv], rotated where asked. */
export function attend(
  tape: Tape,
  q: Tensor,
  k: Tensor,
  v: Tensor,
  keyMask: Tensor | undefined,
  heads: HeadMap,
): Tensor {
  const { rotary, ...settings } = heads;
  const turned = (x: Tensor, count: number, offset: number): Tensor =>
    rotary === null
      ? x
      : applyRope(tape, x, {
          heads: count,
          headWidth: heads.headWidth,
          rotaryWidth: rotary.rotary_dim,
          base: rotary.base,
          offset,
        });
  const inputs = [turned(q, heads.queryHeads, heads.queryOffset), turned(k, heads.kvHeads, 0), v];
  const attributes = { ...settings, isPacked: false, hasKeyMask: keyMask !== undefined };
  return tape.apply(attention, keyMask === undefined ? inputs : [...inputs, keyMask], attributes)[0];
}

function sharedSettings(golden: GoldenCase): Omit<HeadMap, "headWidth" | "valueWidth" | "scale" | "queryOffset"> {
  return {
    queryHeads: numberAttribute(golden, "n_q_heads"),
    kvHeads: numberAttribute(golden, "n_kv_heads"),
    isCausal: flagAttribute(golden, "causal"),
    window: attribute(golden, "window", z.number().nullable()),
    rotary: attribute(golden, "rope", ropeSchema),
  };
}

export const family: GoldenFamily = {
  graphs: {
    rope(cases) {
      const [, heads, , headWidth] = cases.shapeOf("in.x");
      const y = applyRope(cases.graph, cases.float("in.x", headLayout(cases, "in.x")), {
        heads,
        headWidth,
        rotaryWidth: numberAttribute(cases.golden, "rotary_dim"),
        base: numberAttribute(cases.golden, "base"),
        offset: numberAttribute(cases.golden, "offset"),
      });
      cases.result("out.y", y, HEADS_BEHIND_TIME);
    },
    attention(cases) {
      const { golden } = cases;
      const headWidth = cases.shapeOf("in.q")[3];
      const [q, k, v] = ["in.q", "in.k", "in.v"].map((name) => cases.float(name, headLayout(cases, name)));
      const keyMask = cases.has("in.key_mask") ? cases.integers("in.key_mask", "i32") : undefined;
      const y = attend(cases.graph, q, k, v, keyMask, {
        ...sharedSettings(golden),
        headWidth,
        valueWidth: cases.shapeOf("in.v")[3],
        scale: attribute(golden, "scale", z.number().nullable()) ?? 1 / Math.sqrt(headWidth),
        queryOffset: numberAttribute(golden, "q_offset"),
      });
      cases.result("out.y", y, HEADS_BEHIND_TIME);
    },
    attention_layer(cases) {
      const { graph, golden } = cases;
      const headWidth = numberAttribute(golden, "d_head");
      const x = cases.float("in.x");
      const project = (from: Tensor, letter: string): Tensor => {
        const bias = cases.has(`param.b${letter}`) ? cases.float(`param.b${letter}`) : undefined;
        return linear(graph, from, cases.float(`param.w${letter}`), bias);
      };
      const keyMask = cases.has("in.key_mask") ? cases.integers("in.key_mask", "i32") : undefined;
      const mixed = attend(graph, project(x, "q"), project(x, "k"), project(x, "v"), keyMask, {
        ...sharedSettings(golden),
        headWidth,
        valueWidth: headWidth,
        scale: 1 / Math.sqrt(headWidth),
        queryOffset: 0,
      });
      cases.result("out.y", project(mixed, "o"));
    },
  },
};
