import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type Tape, type Tensor } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backwardWeight from "./backward-weight.wgsl?raw";
import columnsText from "./columns.wgsl?raw";
import imageText from "./image.wgsl?raw";
import { spectralGateReference, spectralGateWeightReference, type GateShape } from "./reference.ts";
import rowsText from "./rows.wgsl?raw";
import { gateShape, spectrumSpec } from "./shape.ts";

export interface SpectralGateAttributes {
  /** The filter's conjugate: the adjoint, which the backward pass needs. */
  readonly isConjugate: boolean;
}

/** cos and sin of 2 pi k / n for k = 0 .. n - 1, [n, 2]. */
function turnsOf(tape: Tape, n: number): Tensor {
  return tape.constant(`turns of ${n}`, f32(n, 2), () =>
    Float64Array.from({ length: 2 * n }, (_, at) => {
      const angle = (2 * Math.PI * Math.floor(at / 2)) / n;
      return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    }),
  );
}

/** Multiplies each channel's 2-D spectrum by a learned complex filter: x [B,H,W,C], weight [H, floor(W/2)+1, 2, C]. */
export function applySpectralGate(tape: Tape, x: Tensor, weight: Tensor): Tensor {
  const { height, width } = gateShape(x, weight);
  const inputs = [x, weight, turnsOf(tape, height), turnsOf(tape, width)];
  return tape.apply(spectralGate, inputs, { isConjugate: false })[0];
}

/** One launch; its costs are per result, and a pack of results shares what it loads from a table. */
interface Pass {
  readonly label: string;
  readonly text: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly params: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, boolean>>;
  readonly cost: { readonly multiplies: number; readonly adds: number; readonly loads: number; readonly table: number };
}

function passLaunch({ channels }: GateShape, results: number, pass: Pass): Launch {
  const pack = packOf(channels);
  const { label, text, inputs, outputs, params, constants = {}, cost } = pass;
  const bytes = (of: readonly Tensor[]): number => of.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  return {
    label,
    source: expand(text, withPack(pack, { constants })),
    params: { size: results / pack, packs: channels / pack, ...params },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(results / pack, 64),
    counters: {
      ...NO_COST,
      multiplies: results * cost.multiplies,
      adds: results * cost.adds,
      bytesRead: bytes(inputs),
      bytesWritten: bytes(outputs),
      bytesTouched: 4 * results * (cost.loads + cost.table / pack) + bytes(outputs),
      launches: 1,
    },
  };
}

function lowerGate(
  inputs: readonly Tensor[],
  [y, spectrum]: readonly Tensor[],
  [rows, filtered, transformed]: readonly Tensor[],
  { isConjugate }: SpectralGateAttributes,
): readonly Launch[] {
  const [x, weight, heightTurns, widthTurns] = inputs;
  const shape = gateShape(x, weight);
  const { height, width, columns } = shape;
  const scale = 1 / Math.sqrt(height * width);
  const frequencies = sizeOf(spectrum.shape) / 2;
  const grid = { width, columns };
  const stack = { height, columns };
  return [
    passLaunch(shape, frequencies, {
      label: "spectral_gate_rows",
      text: rowsText,
      inputs: [x, widthTurns],
      outputs: [rows],
      params: grid,
      cost: { multiplies: 2 * width, adds: 2 * width, loads: width, table: 2 * width },
    }),
    passLaunch(shape, frequencies, {
      label: "spectral_gate_columns",
      text: columnsText,
      inputs: [rows, heightTurns, weight],
      outputs: [spectrum, filtered],
      params: { ...stack, scale, conjugate: isConjugate ? -1 : 1 },
      constants: { IS_INVERSE: false },
      cost: { multiplies: 4 * height + 7, adds: 4 * height + 2, loads: 2 * height + 2, table: 2 * height },
    }),
    passLaunch(shape, frequencies, {
      label: "spectral_gate_columns",
      text: columnsText,
      inputs: [filtered, heightTurns],
      outputs: [transformed],
      params: { ...stack, scale: 1, conjugate: 1 },
      constants: { IS_INVERSE: true },
      cost: { multiplies: 4 * height + 2, adds: 4 * height, loads: 2 * height, table: 2 * height },
    }),
    passLaunch(shape, sizeOf(y.shape), {
      label: "spectral_gate_image",
      text: imageText,
      inputs: [transformed, widthTurns],
      outputs: [y],
      params: { ...grid, scale },
      cost: { multiplies: 3 * columns + 1, adds: 2 * columns, loads: 2 * columns, table: 2 * columns },
    }),
  ];
}

/**
 * Inputs x [B,H,W,C], weight [H, floor(W/2)+1, 2, C] and the tables of the height and the width; outputs y [B,H,W,C] and the
 * half spectrum of x [B, H, floor(W/2)+1, 2, C]. See `applySpectralGate`.
 */
export const spectralGate: Operator<SpectralGateAttributes> = {
  name: "spectral_gate",
  infer([x, weight]) {
    return [x, spectrumSpec(gateShape(x, weight))];
  },
  reference([x, weight], { isConjugate }, [xSpec, weightSpec]) {
    const { y, spectrum } = spectralGateReference(x, weight, gateShape(xSpec, weightSpec), isConjugate);
    return [y, spectrum];
  },
  gradient(tape, { inputs: [, weight, ...tables], outputs: [, spectrum], attributes }, [dy, dspectrum], wants) {
    if (attributes.isConjugate || dspectrum !== null) {
      throw new Failure("spectral_gate: its adjoint and the spectrum it keeps are not differentiated.");
    }
    if (dy === null) return [null, null, null, null];
    const [dx, gradientSpectrum] = tape.apply(spectralGate, [dy, weight, ...tables], { isConjugate: true });
    const width = dy.shape[2];
    return [
      wants[0] ? dx : null,
      wants[1] ? tape.apply(spectralGateBackwardWeight, [spectrum, gradientSpectrum], { width })[0] : null,
      null,
      null,
    ];
  },
  scratch: ([x, weight]) => Array.from({ length: 3 }, () => spectrumSpec(gateShape(x, weight))),
  lower: ({ inputs, outputs, attributes }, scratch) => lowerGate(inputs, outputs, scratch, attributes),
};

/** dweight [H, columns, 2, C] from the half spectra of x and dy, [B, H, columns, 2, C]. */
export const spectralGateBackwardWeight: Operator<{ readonly width: number }> = {
  name: "spectral_gate_backward_weight",
  infer: ([x]) => [f32(...x.shape.slice(1))],
  reference([x, dy], { width }, [spec]) {
    const [batch, height, columns, , channels] = spec.shape;
    return [spectralGateWeightReference(x, dy, { batch, height, width, channels, columns })];
  },
  lower({ inputs: [x, dy], outputs: [dweight], attributes: { width } }) {
    const [batch, height, columns, , channels] = x.shape;
    const shape: GateShape = { batch, height, width, channels, columns };
    return [
      passLaunch(shape, sizeOf(dweight.shape) / 2, {
        label: "spectral_gate_backward_weight",
        text: backwardWeight,
        inputs: [x, dy],
        outputs: [dweight],
        params: { batch, width, columns },
        cost: { multiplies: 4 * batch + 2, adds: 4 * batch, loads: 4 * batch, table: 0 },
      }),
    ];
  },
};
