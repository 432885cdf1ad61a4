import type { PersistentMemory } from "../../engine/gpu/memory.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import type { BufferKey } from "../../engine/plan/plan.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { StateKind, StateTensor } from "./state-hash.ts";

/** Arenas that make up a run's state, with what they hold. */
export type StateArenas = ReadonlyMap<BufferKey, StateKind>;

/** A part's name in a state file: parameters by their own, moments behind their arena's name. */
function nameIn(arena: BufferKey, kind: StateKind, part: string): string {
  return kind === "parameter" ? part : `${arena.replace(/^arena /, "")}/${part}`;
}

export async function readState(
  memory: PersistentMemory,
  layout: ParameterLayout,
  arenas: StateArenas,
): Promise<StateTensor[]> {
  const tensors: StateTensor[] = [];
  for (const [arena, kind] of arenas) {
    const values = new Float32Array(await memory.read(arena, 0, layout.floats * 4));
    for (const { name, offset, shape } of layout.parameters.flatMap((parameter) => parameter.parts)) {
      tensors.push({
        kind,
        name: nameIn(arena, kind, name),
        shape,
        data: values.slice(offset, offset + sizeOf(shape)),
      });
    }
  }
  return tensors;
}

/** Writes a state back; refuses one that does not belong to this model. */
export function writeState(
  memory: PersistentMemory,
  layout: ParameterLayout,
  arenas: StateArenas,
  tensors: readonly StateTensor[],
): void {
  const byName = new Map(tensors.map((tensor) => [`${tensor.kind} ${tensor.name}`, tensor]));
  for (const [arena, kind] of arenas) {
    const values = new Float32Array(layout.floats);
    for (const { name, offset, shape } of layout.parameters.flatMap((parameter) => parameter.parts)) {
      const tensor = byName.get(`${kind} ${nameIn(arena, kind, name)}`);
      if (tensor?.data.length !== sizeOf(shape)) {
        throw new Failure(
          `The state file does not fit this model: ${kind} ${name} [${shape.join(", ")}] is ${tensor === undefined ? "absent" : `[${tensor.shape.join(", ")}] there`}. ` +
            "Resume it with the experiment it was exported from.",
        );
      }
      values.set(tensor.data, offset);
    }
    memory.write(arena, values);
  }
}
