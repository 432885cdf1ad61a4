/** Row-major values with their shape. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/** y with `y.shape[i] = x.shape[order[i]]`. */
export function permuteAxes(x: Values, order: readonly number[]): Values {
  const shape = order.map((axis) => x.shape[axis]);
  const strides = stridesOf(x.shape);
  const walked = order.map((axis) => strides[axis]);
  const values = new Float64Array(x.values.length);
  const position = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values.length; to += 1) {
    values[to] = x.values[from];
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      position[axis] += 1;
      from += walked[axis];
      if (position[axis] < shape[axis]) break;
      from -= walked[axis] * shape[axis];
      position[axis] = 0;
    }
  }
  return { shape, values };
}

export function inverseOrder(order: readonly number[]): number[] {
  const inverse = order.map(() => 0);
  order.forEach((axis, position) => {
    inverse[axis] = position;
  });
  return inverse;
}
