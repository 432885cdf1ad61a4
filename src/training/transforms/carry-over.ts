import { initialValues, type ParameterPart } from "../../engine/graph/parameter.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { Failure } from "../../lib/failure.ts";
import type { StateTensor } from "../state/state-hash.ts";

/** New parameter's own name to that of the old parameter whose values it takes, such as `wqk` to `wq`. */
export type Takes = Readonly<Record<string, string>>;

export interface CarriedState {
  readonly tensors: readonly StateTensor[];
  /** Parameters with all or some of their values kept, those that gained rows, those that start anew, those left behind. */
  readonly kept: number;
  readonly grown: number;
  readonly fresh: number;
  readonly dropped: number;
}

/**
 * State of one model as state of another. A parameter takes the values and moments of that of its name (or of the one it is
 * told to take). If it has more rows, the appended ones start as the seed draws them, their moments at 0; so do parameters that
 * the old model lacks. Throws a Failure where the shapes differ in another way.
 */
export function carryOver(
  before: readonly StateTensor[],
  layout: ParameterLayout,
  seed: number,
  takes: Takes = {},
): CarriedState {
  const old = new Map(before.map((tensor) => [`${tensor.kind} ${tensor.name}`, tensor]));
  const arenas = [...new Set(before.flatMap(({ kind, name }) => (kind === "moment" ? [name.split("/")[0]] : [])))];
  const used = new Set<string>();
  const counts = { kept: 0, grown: 0, fresh: 0 };
  const tensors = layout.parameters.flatMap(({ declaration }) =>
    declaration.parts.flatMap((part) => {
      const source = takenName(part.name, takes);
      const from = old.get(`parameter ${source}`);
      if (from === undefined) counts.fresh += 1;
      else {
        used.add(source);
        counts.kept += 1;
        counts.grown += Number(from.shape[0] !== part.shape[0]);
      }
      const values = Float32Array.from(initialValues(part, seed));
      const parameter = filled("parameter", part.name, part, from, values);
      const moments = arenas.map((arena) =>
        filled("moment", `${arena}/${part.name}`, part, old.get(`moment ${arena}/${source}`)),
      );
      return [parameter, ...moments];
    }),
  );
  const dropped = before.filter(({ kind, name }) => kind === "parameter" && !used.has(name)).length;
  return { tensors, ...counts, dropped };
}

/** Refuses a change that `carryOver` would refuse, before anything is trained. */
export function assertCarriesOver(from: ParameterLayout, to: ParameterLayout, takes: Takes): void {
  const empty = from.parameters.flatMap(({ parts }) =>
    parts.map(({ name, shape }): StateTensor => ({ kind: "parameter", name, shape, data: new Float32Array(0) })),
  );
  carryOver(empty, to, 0, takes);
}

function takenName(name: string, takes: Takes): string {
  const [own, ...scope] = name.split(".").reverse();
  return Object.hasOwn(takes, own) ? [...scope.reverse(), takes[own]].join(".") : name;
}

/** Old rows first, behind them what `values` has there. */
function filled(
  kind: "parameter" | "moment",
  name: string,
  { shape }: ParameterPart,
  from: StateTensor | undefined,
  values = new Float32Array(shape.reduce((product, extent) => product * extent, 1)),
): StateTensor {
  if (from !== undefined) {
    const fits = from.shape.slice(1).join() === shape.slice(1).join() && from.shape[0] <= shape[0];
    if (!fits) {
      throw new Failure(
        `The next segment cannot take ${from.name} [${from.shape.join(", ")}] as ${name} [${shape.join(", ")}]: a parameter can only gain rows. ` +
          "Keep its other sizes, or give the changed block another slug so that it starts anew.",
      );
    }
    values.set(from.data);
  }
  return { kind, name, shape, data: values };
}
