/** What a sequence has kept before this token: the state, or nothing when it begins. */
export function recallReference(state: Float64Array, position: number): Float64Array {
  return position === 0 ? new Float64Array(state.length) : state.slice();
}
