import type { Counters } from "../../lib/counters.ts";

export type DType = "f32" | "i32" | "u32";
export type Shape = readonly number[];

export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A tensor of a graph as operators see it: an identity and a type; where it lives is the plan's business. */
export interface Tensor extends TensorSpec {
  readonly id: number;
}

/** JSON-like settings of one application of an operator. Part of the graph, so they must be plain data. */
export type Attributes = object;

/**
 * Which candidate computes a class of shapes: `matmul nt wide` -> `quads 8x8`. What a table does not name, or names and a
 * product or device does not allow, the kernel's own rule for the kind of adapter decides. Plain data, kept with results.
 */
export type VariantTable = Readonly<Record<string, string>>;

/** What the device offers, as far as a kernel may choose a variant by it. */
export interface DeviceTraits {
  /** Exact subgroup size when it is fixed and the feature was granted, else null. */
  readonly subgroupSize: number | null;
  /** `quadBroadcast` was probed: quads are consecutive local ids when workgroup_size.x = 4. */
  readonly hasQuads: boolean;
  readonly hasF16: boolean;
  /** SwiftShader, llvmpipe and the like. */
  readonly isSoftware: boolean;
  /** Candidates that were measured or forced; absent: every kernel's own rule. */
  readonly variants?: VariantTable;
}

/** The portable traits: what cost counting and unbound graphs are lowered with. */
export const PORTABLE_TRAITS: DeviceTraits = { subgroupSize: null, hasQuads: false, hasF16: false, isSoftware: false };

export interface Binding {
  readonly tensor: Tensor;
  readonly access: "read" | "read_write";
}

export const read = (tensor: Tensor): Binding => ({ tensor, access: "read" });
export const write = (tensor: Tensor): Binding => ({ tensor, access: "read_write" });

export type Workgroups = readonly [x: number, y: number, z: number];

/** One dispatch, knowing no WebGPU object. Binding 0 is `params`, then `bindings` in order, then the step uniform. */
export interface Launch {
  /** `<operator>_<pass>`: also the entry point, the pipeline's label and the profiler's row. */
  readonly label: string;
  /** Expanded WGSL with exactly one entry point, named as the label. */
  readonly source: string;
  /** Values of `override` constants: workgroup sizes and workgroup arrays only. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Fields of `struct Params` (scalars u32, i32 or f32) by name. Empty: the kernel declares no params. */
  readonly params: Readonly<Record<string, number>>;
  readonly bindings: readonly Binding[];
  /** True when the kernel declares the step uniform (see step.ts) behind its last binding. */
  readonly usesStep?: boolean;
  readonly workgroups: Workgroups;
  readonly counters: Counters;
  /**
   * Launches that do the same to the bit, one after the other, and compile in a fraction of the time: they run in its place until
   * its own pipeline is ready. Their bindings are among this launch's.
   */
  readonly starter?: readonly Launch[];
}

/** One application of an operator in a graph. */
export interface Application<A extends Attributes = Attributes> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
}

/** What a gradient rule (and a block) builds with. Implemented by the engine's graph and by the float64 reference tape. */
export interface Tape {
  /** Applies an operator and returns its outputs. Throws `Failure` where shapes do not fit. */
  apply<A extends Attributes>(operator: Operator<A>, inputs: readonly Tensor[], attributes: A): readonly Tensor[];
  /** The same data under another shape of equal size; costs nothing. */
  reshape(tensor: Tensor, shape: Shape): Tensor;
  /** A tensor computed on the host in float64, shared by name; for tables such as RoPE's sines. */
  constant(name: string, spec: TensorSpec, values: () => Float64Array): Tensor;
}

export interface Operator<A extends Attributes = Attributes> {
  /** The folder's word, with `_<pass>` for operators that only backward passes use: `rmsnorm`, `rmsnorm_backward`. */
  readonly name: string;
  /** Output types. Throws `Failure` naming the operator, what does not fit and what would. */
  infer(inputs: readonly TensorSpec[], attributes: A): readonly TensorSpec[];
  /** Float64 truth of the outputs, row-major. Integers come and go as float64 too. */
  reference(inputs: readonly Float64Array[], attributes: A, specs: readonly TensorSpec[]): readonly Float64Array[];
  /**
   * Reverse-mode rule: gradients of the inputs (null where none flows or `wants` is false) from those of the outputs
   * (null where nothing flows back). Absent: the operator is not differentiable, as every `_backward` operator.
   */
  gradient?(
    tape: Tape,
    application: Application<A>,
    outputGradients: readonly (Tensor | null)[],
    wants: readonly boolean[],
  ): readonly (Tensor | null)[];
  /** Temporary tensors that only this application's launches use. */
  scratch?(inputs: readonly TensorSpec[], attributes: A, traits: DeviceTraits): readonly TensorSpec[];
  /** Dispatches, in order. Outputs are overwritten, never accumulated into. */
  lower(application: Application<A>, scratch: readonly Tensor[], traits: DeviceTraits): readonly Launch[];
  /** Indices of inputs that `lower` writes in place (optimizers); absent for all others. */
  readonly mutates?: readonly number[];
  /**
   * How many launches at the end of `lower` only add up scratch tensors over their first axis, scratch i giving output i, where
   * there is one for each output. The plan may leave them out and finish many nodes in one dispatch (see sum_partials).
   */
  trailingSums?(inputs: readonly TensorSpec[], attributes: A): number;
  /**
   * The operator can finish output 0 with an element-wise program (`attributes.program`, see elementwise/program.ts):
   * operand 0 is what it computes, further operands are its last inputs, its outputs from 0 on are the program's results.
   */
  readonly acceptsProgram?: boolean;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

export const f32 = (...shape: number[]): TensorSpec => ({ shape, dtype: "f32" });
export const u32 = (...shape: number[]): TensorSpec => ({ shape, dtype: "u32" });
export const i32 = (...shape: number[]): TensorSpec => ({ shape, dtype: "i32" });
