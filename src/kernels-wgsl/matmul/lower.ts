import { addCounters, NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { programLanes } from "../elementwise/emit.ts";
import { IDENTITY } from "../elementwise/program.ts";
import { columnSumLaunch } from "../_kernel/column-sum.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type DeviceTraits,
  type Launch,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import across from "./across.wgsl?raw";
import combineText from "./combine.wgsl?raw";
import { combineCounters, rowSumCounters, sumCounters } from "./cost.ts";
import { emitEpilogue, plainEpilogue, type Epilogue, type EpilogueRequest } from "./epilogue.ts";
import finishText from "./finish.wgsl?raw";
import { gemmShape, type GemmShape, type MatmulAttributes } from "./gemm-shape.ts";
import nn from "./nn.wgsl?raw";
import nt from "./nt.wgsl?raw";
import prologue from "./prologue.wgsl?raw";
import shared from "./shared.wgsl?raw";
import storeTile from "./store-tile.wgsl?raw";
import strided from "./strided.wgsl?raw";
import tn from "./tn.wgsl?raw";
import type { Form } from "./candidates.ts";
import { chooseVariant, starterOf, tilesOf, type Variant } from "./variant.ts";

const TEXTS: Readonly<Record<Form, string>> = { nn, nt, tn, strided, shared };
const MAX_BATCH_AXES = 4;
const SHARE_DIRECTIVES = "enable subgroups;\ndiagnostic(off, subgroup_uniformity);";

/** The variant that a product is lowered with on a device. */
export function variantOf(
  inputs: readonly TensorSpec[],
  attributes: MatmulAttributes,
  traits: DeviceTraits,
): { readonly shape: GemmShape; readonly variant: Variant } {
  const shape = gemmShape(inputs[0].shape, inputs[1].shape, attributes);
  const size = shape.batches * shape.m * shape.n;
  const sizes = [size, ...inputs.slice(2).map((operand) => sizeOf(operand.shape))];
  const lanes = programLanes(attributes.program ?? IDENTITY, size, sizes);
  return { shape, variant: chooseVariant(shape, attributes, traits, lanes) };
}

/** Partial products where the reduction is split. */
export function matmulScratch(
  inputs: readonly TensorSpec[],
  attributes: MatmulAttributes,
  traits: DeviceTraits,
): readonly TensorSpec[] {
  const { shape, variant } = variantOf(inputs, attributes, traits);
  if (variant.splits === 1) return [];
  const products = f32(variant.splits, shape.batches, shape.m, shape.n);
  return attributes.rowSums === true ? [products, f32(variant.splits, shape.m)] : [products];
}

export function lowerMatmul(
  { inputs, outputs, attributes }: Application<MatmulAttributes>,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const { shape, variant } = variantOf(inputs, attributes, traits);
  const [a, b, ...operands] = inputs;
  const program = attributes.program ?? IDENTITY;
  const [results, rowSums] = [outputs.slice(0, program.results.length), outputs.slice(program.results.length)];
  const request = { program, operands, results };
  const starter = starterOf(variant);
  const bare = (using: Variant, to: Tensor, sums: readonly Tensor[]): Launch =>
    productLaunch([a, b], attributes, shape, using, plainEpilogue(to, using.lanes, 3), sums);
  if (variant.splits === 1) {
    const hoist = {
      columns: shape.n,
      loads: tilesOf(shape, variant) * variant.threads * variant.columns * variant.blocks,
    };
    const epilogue = emitEpilogue({ ...request, lanes: variant.lanes, firstBinding: 3, hoist });
    const launch = productLaunch([a, b], attributes, shape, variant, epilogue, rowSums);
    if (starter === null) return [launch];
    const isPlain = program.instructions.length === 0 && results.length === 1;
    const finish = isPlain ? [] : [finishLaunch(request, variant.lanes)];
    return [{ ...launch, starter: [bare(starter, results[0], rowSums), ...finish] }];
  }
  const [partial, ...partialSums] = scratch;
  const size = shape.batches * shape.m * shape.n;
  const lanes = programLanes(program, size, [size, ...operands.map((operand) => sizeOf(operand.shape))]);
  return [
    {
      ...bare(variant, partial, partialSums),
      ...(starter !== null && { starter: [bare(starter, partial, partialSums)] }),
    },
    combineLaunch(
      partial,
      size,
      variant.splits,
      lanes,
      emitEpilogue({ ...request, lanes, firstBinding: 2, hoist: null }),
    ),
    ...rowSums.map((y, i) =>
      columnSumLaunch([{ x: partialSums[i], y }], variant.splits, { rowsPerTile: variant.splits, tiles: 1 }),
    ),
  ];
}

function productLaunch(
  [a, b]: readonly Tensor[],
  attributes: MatmulAttributes,
  shape: GemmShape,
  variant: Variant,
  epilogue: Epilogue,
  rowSums: readonly Tensor[],
): Launch {
  const tiles = tilesOf(shape, variant);
  return {
    label: `matmul_${variant.form}`,
    source: expand(TEXTS[variant.form], {
      constants: {
        ROWS: variant.rows,
        COLUMNS: variant.columns,
        WAVES: variant.waves,
        UNIT: variant.lanes,
        BLOCKS: variant.blocks,
        SHARES: variant.blocks === 4,
        SUMS: rowSums.length > 0,
        // Behind the operands and results of the epilogue.
        ...(rowSums.length > 0 && { SUMS_BINDING: 3 + epilogue.bindings.length }),
      },
      snippets: { ACROSS: across, PROLOGUE: prologue, STORE_TILE: storeTile, ...epilogue.snippets },
      ...(variant.blocks === 4 && { directives: SHARE_DIRECTIVES }),
    }),
    params: {
      m: shape.m,
      n: shape.n,
      k: shape.k,
      tiles_m: Math.ceil(shape.m / variant.workgroupRows),
      tiles_n: Math.ceil(shape.n / variant.workgroupColumns),
      tiles,
      batches: shape.batches,
      split_length: variant.splitLength,
      ...batchParams(shape),
      ...strideParams(shape, attributes),
      ...epilogue.params,
    },
    bindings: [read(a), read(b), ...epilogue.bindings, ...rowSums.map(write)],
    workgroups: foldWorkgroups(tiles, 1),
    counters: addCounters(
      sumCounters(shape, variant, sizeOf(a.shape), sizeOf(b.shape)),
      epilogue.counters,
      rowSums.length > 0 ? rowSumCounters(shape, variant) : NO_COST,
    ),
  };
}

function combineLaunch(partial: Tensor, size: number, splits: number, lanes: 1 | 4, epilogue: Epilogue): Launch {
  return {
    label: "matmul_combine",
    source: expand(combineText, {
      constants: { UNIT: lanes },
      snippets: { ...epilogue.snippets, FINISH_SUM: "finish(element, sum);" },
    }),
    params: { size, splits, ...epilogue.params },
    bindings: [read(partial), ...epilogue.bindings],
    workgroups: foldWorkgroups(size / lanes, 64),
    counters: addCounters(combineCounters(size, splits), epilogue.counters),
  };
}

/** What the epilogue of a product does, on products that already stand where its first result shall be. */
function finishLaunch(request: Omit<EpilogueRequest, "lanes" | "firstBinding" | "hoist">, lanes: 1 | 4): Launch {
  const epilogue = emitEpilogue({ ...request, lanes, firstBinding: 1, hoist: null });
  const units = sizeOf(request.results[0].shape) / lanes;
  return {
    label: "matmul_finish",
    source: expand(finishText, { snippets: epilogue.snippets }),
    params: { units, ...epilogue.params },
    bindings: epilogue.bindings,
    workgroups: foldWorkgroups(units, 64),
    counters: addCounters({ ...NO_COST, bytesRead: 4 * units * lanes, launches: 1 }, epilogue.counters),
  };
}

function strideParams({ m, n, k }: GemmShape, { transposeA, transposeB }: MatmulAttributes): Record<string, number> {
  return {
    a_row: transposeA ? 1 : k,
    a_column: transposeA ? m : 1,
    b_row: transposeB ? 1 : n,
    b_column: transposeB ? k : 1,
  };
}

/** Batch axes aligned at the fastest, which is axis 3; missing ones have extent 1. */
function batchParams({ batchAxes }: GemmShape): Record<string, number> {
  if (batchAxes.length > MAX_BATCH_AXES) {
    throw new Failure(
      `matmul broadcasts its leading axes in ${batchAxes.length} alternating groups; at most ${MAX_BATCH_AXES} are supported. Expand one operand first.`,
    );
  }
  const params: Record<string, number> = {};
  const missing = MAX_BATCH_AXES - batchAxes.length;
  for (let i = 0; i < MAX_BATCH_AXES; i++) {
    const axis = i < missing ? { extent: 1, aStride: 0, bStride: 0 } : batchAxes[i - missing];
    if (i > 0) params[`batch${i}`] = axis.extent;
    params[`a_stride${i}`] = axis.aStride;
    params[`b_stride${i}`] = axis.bStride;
  }
  return params;
}
