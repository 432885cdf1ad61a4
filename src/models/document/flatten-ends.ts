import type { TaskPort, TaskPorts } from "./definition.ts";
import { streamNamed } from "./flatten-block.ts";
import { listText, type Pointer } from "./problem.ts";
import type { Step, ValueId } from "./program.ts";
import type { ArchitectureDocument, Head, StreamDeclaration, StreamPoint } from "./types.ts";
import type { Walk } from "./walk.ts";

/** What the streams held right after a node, in one pass of the innermost repeat around it. */
export interface Snapshot {
  readonly pass: number;
  readonly streams: ReadonlyMap<string, ValueId>;
}

/** The declared streams; a document without any has `main`, which starts with the task's first input. */
export function streamsOf(document: ArchitectureDocument, ports: TaskPorts): readonly StreamDeclaration[] {
  return document.streams ?? [{ name: "main", start: { input: ports.inputs[0]?.name ?? "" } }];
}

/** The task's output that a head gives; undefined for an auxiliary head. */
export function outputPort(walk: Walk, head: Head, pointer: Pointer, ports: TaskPorts): TaskPort | undefined {
  const port = ports.outputs.find((output) => output.name === (head.port ?? head.name));
  if (port === undefined && head.port !== undefined) {
    const names = listText(ports.outputs.map((output) => `“${output.name}”`));
    const suggestion = ports.outputs[0]?.name;
    const sentence = `The head “${head.name}” gives “${head.port}”, but the task wants ${names}.`;
    walk.problem(undefined, sentence, { pointer, field: "port", suggestion });
  }
  return port;
}

/** The streams at a point: at the trunk's end, or after the last passes of a node. */
export function pointStreams(
  walk: Walk,
  point: StreamPoint & { readonly name: string },
  pointer: Pointer,
  trunk: ReadonlyMap<string, ValueId>,
  snapshots: ReadonlyMap<string, readonly Snapshot[]>,
): readonly { readonly name: string; readonly streams: ReadonlyMap<string, ValueId>; readonly stream: string }[] {
  const stream = streamNamed(walk, point.stream ?? "main", undefined, "stream", pointer);
  if (point.node === undefined) return [{ name: point.name, streams: trunk, stream }];
  const taken = (snapshots.get(point.node) ?? []).slice(-(point.lastPasses ?? 1));
  if (taken.length === 0) {
    const nodes = [...walk.outline.byAddress.keys()].slice(0, 12).join(", ");
    const sentence = `“${point.name}” reads after the node “${point.node}”, which does not exist. The nodes are ${nodes}.`;
    walk.problem(undefined, sentence, { pointer, field: "node" });
  }
  return taken.map((snapshot, index) => ({
    name: index === taken.length - 1 ? point.name : `${point.name}-pass-${snapshot.pass}`,
    streams: snapshot.streams,
    stream,
  }));
}

/** Numbers the blocks of each kind in order of execution, those with the same weights as one. */
export function numberDepths(steps: readonly Step[]): void {
  const seen = new Map<string, Map<string, number>>();
  const blocks = steps.filter((step) => step.step === "block");
  for (const step of blocks) {
    const ofKind = seen.get(step.definition.kind) ?? new Map<string, number>();
    seen.set(step.definition.kind, ofKind);
    if (!ofKind.has(step.weights)) ofKind.set(step.weights, ofKind.size);
  }
  for (const step of blocks) {
    const ofKind = seen.get(step.definition.kind);
    step.depth = { index: ofKind?.get(step.weights) ?? 0, count: ofKind?.size ?? 1 };
  }
}
