/** How a map of heads may mix them, from nothing to everything. */
export const MIXINGS = ["identity", "independent", "kronecker", "kronecker-local", "dense"] as const;
export type Mixing = (typeof MIXINGS)[number];
