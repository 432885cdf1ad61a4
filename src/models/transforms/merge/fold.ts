/** Values of a parameter of a block by its own name; throws where there is none. */
export type ReadWeights = (name: string) => Float64Array;

/**
 * How a block's trained form becomes its merged one: values of the parameters that only the merged form has, by own name,
 * from those of the trained form, in float64. Exact in evaluation. `inputs` are the shapes read.
 */
export type Fold<Knobs> = (
  knobs: Knobs,
  inputs: readonly { readonly width: number }[],
  weights: ReadWeights,
) => Readonly<Record<string, Float64Array>>;
