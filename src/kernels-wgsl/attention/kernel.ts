import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type Binding,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { attentionShape, inputCount, type AttentionAttributes, type AttentionShape } from "./attention-shape.ts";
import columnsRegisters from "./backward-columns.registers.wgsl?raw";
import columnsTiles from "./backward-columns.tiles.wgsl?raw";
import rowsRegisters from "./backward-rows.registers.wgsl?raw";
import rowsTiles from "./backward-rows.tiles.wgsl?raw";
import statisticsSource from "./backward-statistics.wgsl?raw";
import { ownersPerHead } from "./band.ts";
import { passCounters } from "./cost.ts";
import forwardRegisters from "./forward.registers.wgsl?raw";
import forwardTiles from "./forward.tiles.wgsl?raw";
import { attentionBackwardReference, attentionReference, tensorsOf } from "./reference.ts";
import {
  expandAttention,
  QUADS_PER_WORKGROUP,
  starterOf,
  variantOf,
  type AttentionPass,
  type Variant,
} from "./variant.ts";

export type { AttentionAttributes } from "./attention-shape.ts";

const SOURCES = {
  forward: { registers: forwardRegisters, tiles: forwardTiles },
  rows: { registers: rowsRegisters, tiles: rowsTiles },
  columns: { registers: columnsRegisters, tiles: columnsTiles },
} as const;

const LABELS = {
  forward: "attention_forward",
  rows: "attention_backward_rows",
  columns: "attention_backward_columns",
} as const;

function paramsOf(
  shape: AttentionShape,
  attributes: AttentionAttributes,
  variant: Variant,
  owners: number,
  blocks: number,
): Record<string, number> {
  const element = variant.isVector ? 4 : 1;
  return {
    owners,
    blocks,
    query_heads: attributes.queryHeads,
    kv_heads: attributes.kvHeads,
    queries: shape.queries,
    keys: shape.keys,
    query_row: shape.queryRow / element,
    key_row: shape.keyRow / element,
    value_row: shape.valueRow / element,
    key_start: shape.keyStart / element,
    value_start: shape.valueStart / element,
    output_row: shape.outputRow / element,
    before: shape.before,
    after: shape.after,
    offset: attributes.queryOffset,
    scale: attributes.scale,
  };
}

/** The rows kernel computes its statistics itself while its bindings stay within eight. */
const isFused = ({ isPacked, hasKeyMask }: AttentionAttributes): boolean => isPacked || !hasKeyMask;

const bytesOf = (tensors: readonly TensorSpec[]): number =>
  tensors.reduce((sum, tensor) => sum + 4 * sizeOf(tensor.shape), 0);

function launchPass(
  pass: AttentionPass,
  { inputs, attributes }: { readonly inputs: readonly Tensor[]; readonly attributes: AttentionAttributes },
  bindings: readonly Binding[],
  bytesWritten: number,
  traits: DeviceTraits,
): Launch {
  const shape = attentionShape(inputs, attributes);
  const variant = variantOf(pass, attributes, shape, traits);
  const starter = starterOf(pass, attributes, variant);
  const launchOf = (using: Variant): Launch =>
    launchVariant(pass, { shape, attributes }, using, bindings, bytesWritten);
  return { ...launchOf(variant), ...(starter !== null && { starter: [launchOf(starter)] }) };
}

function launchVariant(
  pass: AttentionPass,
  { shape, attributes }: { readonly shape: AttentionShape; readonly attributes: AttentionAttributes },
  variant: Variant,
  bindings: readonly Binding[],
  bytesWritten: number,
): Launch {
  const fused = isFused(attributes);
  const heads = pass === "columns" ? attributes.kvHeads : attributes.queryHeads;
  const blocks = ownersPerHead(pass, shape, variant);
  const owners = shape.batch * heads * blocks;
  const bytesRead = bytesOf(bindings.filter(({ access }) => access === "read").map(({ tensor }) => tensor));
  return {
    label: LABELS[pass],
    source: expandAttention(SOURCES[pass][variant.isTiled ? "tiles" : "registers"], attributes, variant, {
      FUSED: fused,
    }),
    params: paramsOf(shape, attributes, variant, owners, blocks),
    bindings,
    workgroups: foldWorkgroups(owners, variant.isTiled ? 1 : QUADS_PER_WORKGROUP),
    counters: passCounters({ pass, shape, attributes, variant, isFused: fused, bytesRead, bytesWritten }),
  };
}

/** Fused softmax attention; outputs o [B,T,Hq*Dv] and lse [B,Hq,T] (for the backward pass; carries no gradient). */
export const attention: Operator<AttentionAttributes> = {
  name: "attention",
  infer(inputs, attributes) {
    const { batch, queries, outputRow } = attentionShape(inputs, attributes);
    return [f32(batch, queries, outputRow), f32(batch, attributes.queryHeads, queries)];
  },
  reference: (inputs, attributes, specs) =>
    attentionReference(tensorsOf(inputs, attributes), attentionShape(specs, attributes), attributes),
  gradient(tape, { inputs, outputs, attributes }, [dO], wants) {
    const none = inputs.map(() => null);
    if (dO === null || !wants.includes(true)) return none;
    const gradients = tape.apply(attentionBackward, [...inputs, ...outputs, dO], attributes);
    return [...gradients, ...none.slice(gradients.length)];
  },
  lower({ inputs, outputs, attributes }, _scratch, traits) {
    const bindings = [...inputs.map(read), ...outputs.map(write)];
    return [launchPass("forward", { inputs, attributes }, bindings, bytesOf(outputs), traits)];
  },
};

function launchStatistics(
  [o, lse, dO]: readonly Tensor[],
  statistics: Tensor,
  { queryHeads, valueWidth }: AttentionAttributes,
): Launch {
  const rows = sizeOf(lse.shape);
  const bytesRead = bytesOf([o, lse, dO]);
  return {
    label: "attention_backward_statistics",
    source: statisticsSource,
    params: { rows, queries: o.shape[1], query_heads: queryHeads, value_width: valueWidth },
    bindings: [read(dO), read(o), read(lse), write(statistics)],
    workgroups: foldWorkgroups(rows, 64),
    counters: {
      ...NO_COST,
      multiplies: rows * valueWidth,
      adds: rows * valueWidth,
      bytesRead,
      bytesWritten: 8 * rows,
      bytesTouched: bytesRead + 8 * rows,
      launches: 1,
    },
  };
}

function lowerBackward(
  { inputs, outputs, attributes }: Application<AttentionAttributes>,
  [statistics]: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const count = inputCount(attributes);
  const [forwardInputs, [o, lse, dO]] = [inputs.slice(0, count), inputs.slice(count)];
  const fused = isFused(attributes);
  const application = { inputs, attributes };
  const [dq, ...dkv] = attributes.isPacked ? [outputs[0], outputs[0]] : outputs;
  const statisticBytes = bytesOf([statistics]);
  const queryBytes = bytesOf([o]) * (attributes.headWidth / attributes.valueWidth);
  const rowBindings = fused ? [read(o), read(lse), write(statistics), write(dq)] : [read(statistics), write(dq)];
  const rows = launchPass(
    "rows",
    application,
    [...forwardInputs.map(read), read(dO), ...rowBindings],
    queryBytes + (fused ? statisticBytes : 0),
    traits,
  );
  const columns = launchPass(
    "columns",
    application,
    [...forwardInputs.map(read), read(dO), read(statistics), ...dkv.map(write)],
    bytesOf(outputs) - queryBytes,
    traits,
  );
  return fused ? [rows, columns] : [launchStatistics([o, lse, dO], statistics, attributes), rows, columns];
}

/** Inputs: those of the forward pass, o, lse, dO; outputs: the packed gradient, or dq, dk, dv. */
export const attentionBackward: Operator<AttentionAttributes> = {
  name: "attention_backward",
  infer(inputs, attributes) {
    attentionShape(inputs, attributes);
    return inputs.slice(0, attributes.isPacked ? 1 : 3).map(({ shape }) => f32(...shape));
  },
  reference(inputs, attributes, specs) {
    const [o, lse, dO] = inputs.slice(inputCount(attributes));
    const shape = attentionShape(specs, attributes);
    return attentionBackwardReference(tensorsOf(inputs, attributes), { o, lse, dO }, shape, attributes);
  },
  scratch(inputs, attributes) {
    const { batch, queries } = attentionShape(inputs, attributes);
    return [f32(batch, attributes.queryHeads, queries, 2)];
  },
  lower: lowerBackward,
};
