/** Float64 [norm, scale] of all gradients together. */
export function globalNormReference(gradients: Float64Array, maxNorm: number | null, epsilon: number): Float64Array {
  const norm = Math.sqrt(gradients.reduce((sum, g) => sum + g * g, 0));
  return Float64Array.of(norm, maxNorm === null ? 1 : Math.min(1, maxNorm / (norm + epsilon)));
}
