import { NO_COST, type Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import {
  read,
  sizeOf,
  write,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Shape,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { expandPackedRowKernel, lanesOf, packOf, rowReductionCost } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { softmaxBackwardReference, softmaxReference, type AxisLines } from "./reference.ts";

export interface SoftmaxAttributes {
  /** Axis that is normalised; negative counts from the end. */
  readonly axis: number;
}

function linesAlong(shape: Shape, axis: number, name: string): AxisLines {
  const at = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(at) || at < 0 || at >= shape.length) {
    throw new Failure(
      `${name} along axis ${axis} needs a tensor with that axis; it was given [${shape.join(", ")}]. Axes run from ${-shape.length} to ${shape.length - 1}.`,
    );
  }
  return {
    lines: sizeOf(shape) / shape[at],
    extent: shape[at],
    stride: sizeOf(shape.slice(at + 1)),
  };
}

/** Neighbouring lines lie next to each other, so many threads that own one each read consecutively. */
const MIN_STRIDE_FOR_THREAD_PER_LINE = 16;

interface Pass {
  readonly label: string;
  readonly text: string;
  readonly isLog: boolean;
  readonly reductions: number;
  /** Costs besides the reductions over lanes; each line is `packs` packs shared by `lanes` threads. */
  counters(axis: AxisLines, packs: number, lanes: number): Partial<Counters>;
}

function lowerPass(
  { inputs, outputs, attributes }: Application<SoftmaxAttributes>,
  traits: DeviceTraits,
  pass: Pass,
): readonly Launch[] {
  const axis = linesAlong(inputs[0].shape, attributes.axis, pass.label);
  const isThreadPerLine = traits.isSoftware || axis.stride >= MIN_STRIDE_FOR_THREAD_PER_LINE;
  const layout = { ...traits, isSoftware: isThreadPerLine };
  const pack = axis.stride === 1 ? packOf(axis.extent) : 1;
  const packs = axis.extent / pack;
  const own = pass.counters(axis, packs, lanesOf(layout));
  const reduction = rowReductionCost(axis.lines, pass.reductions, layout);
  const size = axis.lines * axis.extent;
  return [
    {
      label: pass.label,
      source: expandPackedRowKernel(pass.text, pack, layout, { constants: { IS_LOG: pass.isLog } }),
      params: { lines: axis.lines, packs, stride: axis.stride },
      bindings: [...inputs.map(read), ...outputs.map(write)],
      workgroups: foldWorkgroups(axis.lines, rowsPerWorkgroup(layout)),
      counters: {
        ...NO_COST,
        ...own,
        adds: (own.adds ?? 0) + reduction.adds,
        workgroupBytes: reduction.workgroupBytes,
        bytesRead: 4 * inputs.length * size,
        bytesWritten: 4 * size,
        launches: 1,
      },
    },
  ];
}

/** Maximum and sum in one pass: a rescaling per pack and per lane, then the second pass. */
function forwardCounters(isLog: boolean): Pass["counters"] {
  return ({ lines, extent }, packs, lanes) => {
    const size = lines * extent;
    return {
      multiplies: lines * (packs + lanes) + (isLog ? 0 : size),
      adds: (isLog ? 5 : 4) * size + lines * (packs + lanes + (isLog ? 1 : 0)),
      specials: (isLog ? 1 : 2) * size + lines * (packs + lanes + 1),
      bytesTouched: 12 * size,
    };
  };
}

function backwardCounters(isLog: boolean): Pass["counters"] {
  return ({ lines, extent }, packs, lanes) => {
    const size = lines * extent;
    return {
      multiplies: (isLog ? 1 : 2) * size,
      adds: 2 * size + lines * lanes * (extent / packs - 1),
      specials: isLog ? size : 0,
      bytesTouched: (isLog ? 16 : 20) * size,
    };
  };
}

function defineSoftmax(name: string, isLog: boolean): Operator<SoftmaxAttributes> {
  const backwardPass: Pass = {
    label: `${name}_backward`,
    text: backward,
    isLog,
    reductions: 1,
    counters: backwardCounters(isLog),
  };
  const forwardPass: Pass = { label: name, text: forward, isLog, reductions: 2, counters: forwardCounters(isLog) };
  const linesOf = ({ shape }: TensorSpec, axis: number): AxisLines => linesAlong(shape, axis, name);
  const backwardOperator: Operator<SoftmaxAttributes> = {
    name: `${name}_backward`,
    infer: ([dy]) => [dy],
    reference: ([dy, y], { axis }, [spec]) => [softmaxBackwardReference(dy, y, linesOf(spec, axis), isLog)],
    lower: (application, _scratch, traits) => lowerPass(application, traits, backwardPass),
  };
  return {
    name,
    infer([x], { axis }) {
      linesOf(x, axis);
      return [x];
    },
    reference: ([x], { axis }, [spec]) => [softmaxReference(x, linesOf(spec, axis), isLog)],
    gradient: (tape, { outputs: [y], attributes }, [dy]) => [
      dy === null ? null : tape.apply(backwardOperator, [dy, y], attributes)[0],
    ],
    lower: (application, _scratch, traits) => lowerPass(application, traits, forwardPass),
  };
}

/** y = exp(x - max) / sum along one axis; its gradient rule applies `softmax_backward` to (dy, y). */
export const softmax = defineSoftmax("softmax", false);

/** y = x - max - log(sum) along one axis; its gradient rule applies `log_softmax_backward` to (dy, y). */
export const logSoftmax = defineSoftmax("log_softmax", true);
