/** Float64 mask at a step: x [.., rows, inner] where the step has reached the row's first, else 0. */
export function gradientMaskReference(
  x: Float64Array,
  firstSteps: Float64Array,
  inner: number,
  step: number,
): Float64Array {
  return x.map((value, e) => (step >= firstSteps[Math.floor(e / inner) % firstSteps.length] ? value : 0));
}
