import { Failure } from "../../lib/failure.ts";
import { sizeOf, type Shape } from "../_kernel/operator.ts";
import type { OperandKind } from "./program.ts";

/** Numpy's shape of a result: axes align at the end, extents of 1 repeat. */
export function broadcastShape(name: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const extent = extents.find((own) => own !== 1) ?? 1;
    if (extents.some((own) => own !== 1 && own !== extent)) {
      throw new Failure(
        `${name}: shapes ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")} do not fit; aligned at the end, extents must be equal or 1.`,
      );
    }
    return extent;
  });
}

/** How an operand is read for a result of another shape, or null where only a repeated copy of it would do. */
export function operandKind(operand: Shape, result: Shape): OperandKind | null {
  if (sizeOf(operand) === sizeOf(result)) return "full";
  if (sizeOf(operand) === 1) return "scalar";
  const aligned = result.map((_, axis) => operand[axis - result.length + operand.length] ?? 1);
  const firstOwn = aligned.findIndex((extent) => extent !== 1);
  if (aligned.every((extent, axis) => axis < firstOwn || extent === result[axis])) return "tail";
  const lastOwn = aligned.findLastIndex((extent) => extent !== 1);
  return aligned.every((extent, axis) => axis > lastOwn || extent === result[axis]) ? "head" : null;
}
