import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, write, type Launch, type Operator, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import membrane from "./membrane.wgsl?raw";
import { lifBackwardReference, lifReference, type LifAttributes, type LifShape } from "./reference.ts";

export type { LifAttributes };

export interface LifBackwardAttributes extends LifAttributes {
  /** Whether gradients of the spikes and of the potentials are among the inputs. */
  readonly hasDs: boolean;
  readonly hasDv: boolean;
}

function lifShape(x: TensorSpec, { tau }: LifAttributes): LifShape {
  if (x.shape.length !== 3 || !(tau >= 1)) {
    throw new Failure(
      `lif reads x [B, T, C] and forgets in one step or more; it was given [${x.shape.join(", ")}] and tau = ${tau}.`,
    );
  }
  const [batch, steps, channels] = x.shape;
  return { batch, steps, channels };
}

interface Pass {
  readonly label: "lif" | "lif_backward";
  readonly text: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly constants: Readonly<Record<string, boolean>>;
  readonly params: Readonly<Record<string, number>>;
  /** Per element. */
  readonly cost: { readonly multiplies: number; readonly adds: number; readonly specials: number };
}

function passLaunch(shape: LifShape, attributes: LifAttributes, pass: Pass): Launch {
  const { label, text, inputs, outputs, cost } = pass;
  const { batch, steps, channels } = shape;
  const pack = packOf(channels);
  const elements = batch * steps * channels;
  const constants = { DECAYS_INPUT: attributes.decaysInput, IS_SOFT: attributes.reset === null, ...pass.constants };
  return {
    label,
    source: expand(text, withPack(pack, { constants, snippets: { MEMBRANE: membrane } })),
    params: {
      size: (batch * channels) / pack,
      packs: channels / pack,
      steps,
      rate: 1 / attributes.tau,
      threshold: attributes.threshold,
      reset: attributes.reset ?? 0,
      ...pass.params,
    },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups((batch * channels) / pack, 64),
    counters: {
      ...NO_COST,
      multiplies: elements * cost.multiplies,
      adds: elements * cost.adds,
      specials: elements * cost.specials,
      bytesRead: 4 * elements * inputs.length,
      bytesWritten: 4 * elements * outputs.length,
      bytesTouched: 4 * elements * (inputs.length + outputs.length),
      launches: 1,
    },
  };
}

/** Spiking neurons along time: x [B,T,C] to spikes s (0 or 1) and the potentials v behind them, both [B,T,C]. */
export const lif: Operator<LifAttributes> = {
  name: "lif",
  infer([x], attributes) {
    lifShape(x, attributes);
    return [x, x];
  },
  reference([x], attributes, [spec]) {
    const { s, v } = lifReference(x, lifShape(spec, attributes), attributes);
    return [s, v];
  },
  gradient(tape, { inputs: [x], outputs: [s, v], attributes }, [ds, dv]) {
    if (ds === null && dv === null) return [null];
    const given = [attributes.reset === null ? null : s, ds, dv].filter((tensor) => tensor !== null);
    return tape.apply(lifBackward, [x, v, ...given], { ...attributes, hasDs: ds !== null, hasDv: dv !== null });
  },
  lower({ inputs, outputs, attributes }) {
    const cost = {
      multiplies: attributes.reset === null ? 2 : 1,
      adds: attributes.reset === null ? 5 : 4,
      specials: 0,
    };
    const pass: Pass = { label: "lif", text: forward, inputs, outputs, constants: {}, params: {}, cost };
    return [passLaunch(lifShape(inputs[0], attributes), attributes, pass)];
  },
};

/** Multiplications, additions and special functions of the backward pass at one element, as the text computes them. */
function backwardCost({ reset, decaysInput, detachesReset, surrogate, hasDv }: LifBackwardAttributes): Pass["cost"] {
  const isAtan = surrogate === "atan";
  const reused = detachesReset ? { multiplies: 0, adds: 0 } : { multiplies: 1, adds: reset === null ? 1 : 2 };
  const hard = reset === null ? 0 : 1;
  return {
    multiplies: 3 + hard + (decaysInput ? 1 : 0) + reused.multiplies + (isAtan ? 4 : 3),
    adds: 6 + hard + (hasDv ? 1 : 0) + reused.adds + (isAtan ? 1 : 3),
    specials: isAtan ? 1 : 2,
  };
}

/** dx from x, v, s (where the reset is hard) and those of ds and dv that flow back, all [B,T,C]. */
export const lifBackward: Operator<LifBackwardAttributes> = {
  name: "lif_backward",
  infer: ([x]) => [f32(...x.shape)],
  reference([x, v, ...others], attributes, [spec]) {
    const [s, gradients] = attributes.reset === null ? [undefined, others] : [others[0], others.slice(1)];
    const [ds, dv] = attributes.hasDs ? gradients : [undefined, gradients[0]];
    return [lifBackwardReference({ ds, dv }, { x, s, v }, lifShape(spec, attributes), attributes)];
  },
  lower({ inputs, outputs, attributes }) {
    const { hasDs, hasDv, surrogate, detachesReset, alpha } = attributes;
    const pass: Pass = {
      label: "lif_backward",
      text: backward,
      inputs,
      outputs,
      constants: { HAS_DS: hasDs, HAS_DV: hasDv, IS_ATAN: surrogate === "atan", DETACHES_RESET: detachesReset },
      params: { alpha },
      cost: backwardCost(attributes),
    };
    return [passLaunch(lifShape(inputs[0], attributes), attributes, pass)];
  },
};
