import type { BlockDefinition, Port } from "./definition.ts";
import { resolveKnobs, type KnobValues } from "./knobs.ts";
import type { DocumentNode } from "./outline.ts";
import { listText, nearestWord, Refusal, type Pointer } from "./problem.ts";
import type { JsonValue } from "./schema.ts";
import type { StreamScope } from "./scope.ts";
import { resolveTie, scopeName } from "./ties.ts";
import type { BlockItem } from "./types.ts";
import { passesOf, type Context, type Walk } from "./walk.ts";

/** Adds the step of one block in one pass; what is wrong with it is recorded, and its outputs then have no shape. */
export function blockStep(walk: Walk, item: BlockItem, node: DocumentNode, context: Context): void {
  const { scope } = context;
  const definition = walk.catalogue.blocks.get(item.kind);
  if (definition === undefined) {
    reportUnknownKind(walk, item, node);
    for (const name of item.writes ?? [scope.stream]) scope.set(name, walk.newValue());
    return;
  }
  const attempt = <Result>(action: () => Result, fallback: Result): Result => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { field, suggestion } = error;
      walk.problem(node, `${blockName(definition, node)}: ${error.message}`, { field, suggestion });
      return fallback;
    }
  };
  const names = attempt(() => portStreams(definition, item, scope), undefined);
  const knobs = attempt(() => knobsInPass(item, node, definition, scope), undefined);
  const tie = attempt(() => resolveTie(node, walk.outline, scope.passes), undefined);
  const reads = (names?.reads ?? []).map((name) => {
    const stream = streamNamed(walk, name, node, "reads");
    return walk.read(scope.get(stream), stream, node.pointer, node.address);
  });
  const writes = (names?.writes ?? [scope.stream]).map((name) => streamNamed(walk, name, node, "writes"));
  const values = writes.map(() => walk.newValue());
  if (names !== undefined && knobs !== undefined && tie !== undefined) {
    walk.push({
      step: "block",
      node,
      passes: passesOf(node, scope),
      scope: scopeName(node, scope.passes),
      definition,
      knobs,
      reads,
      writes: values,
      ...tie,
      wanted: context.wanted,
      declared: writes.map((name) => walk.declared.get(name)?.shape),
      depth: { index: 0, count: 1 },
    });
  }
  writes.forEach((name, index) => scope.set(name, values[index] ?? 0));
}

/** As sentences begin: `Attention “layers.attn”`. */
export function blockName(definition: BlockDefinition, node: DocumentNode): string {
  return `${definition.title} “${node.address}”`;
}

/** A stream's name as given; a problem if the document declares no such stream. */
export function streamNamed(
  walk: Walk,
  name: string,
  node: DocumentNode | undefined,
  field: string,
  pointer: Pointer = node?.pointer ?? [],
): string {
  if (walk.declared.has(name)) return name;
  const streams = [...walk.declared.keys()];
  const near = nearestWord(name, streams) ?? streams[0];
  const where = node === undefined ? "" : `“${node.address}”: `;
  walk.problem(node, `${where}There is no stream “${name}”; the document has ${listText(streams)}.`, {
    pointer,
    field,
    suggestion: near,
  });
  return name;
}

function reportUnknownKind(walk: Walk, item: BlockItem, node: DocumentNode): void {
  const kinds = [...walk.catalogue.blocks.keys()];
  const near = nearestWord(item.kind, kinds);
  const offer = near === undefined ? `The kinds are ${listText(kinds)}.` : `Did you mean “${near}”?`;
  walk.problem(node, `“${node.address}”: there is no block kind “${item.kind}”. ${offer}`, {
    field: "kind",
    suggestion: near,
  });
}

function portStreams(definition: BlockDefinition, item: BlockItem, scope: StreamScope) {
  const reads = streamsOfPorts(
    "reads",
    definition.reads,
    item.reads,
    definition.reads.map(() => scope.stream),
  );
  const writes = streamsOfPorts(
    "writes",
    definition.writes,
    item.writes,
    definition.writes.length > 1 ? reads : [scope.stream],
  );
  return { reads, writes };
}

function streamsOfPorts(
  field: "reads" | "writes",
  ports: readonly Port[],
  given: readonly string[] | undefined,
  usual: readonly string[],
): readonly string[] {
  const names = given ?? usual;
  const isMany = ports.at(-1)?.many === true;
  if (names.length === ports.length || (isMany && names.length > ports.length)) return names;
  const wanted = ports.map((port) => port.name).join(", ");
  throw new Refusal(
    `it ${field} ${isMany ? "at least " : ""}${ports.length} streams (${wanted}), but ${names.length} are named.`,
    field,
  );
}

function knobsInPass(item: BlockItem, node: DocumentNode, definition: BlockDefinition, scope: StreamScope): KnobValues {
  const given: Record<string, JsonValue> = { ...item.knobs };
  const innermost = node.frames.at(-1);
  for (const [name, values] of Object.entries(item.perPass ?? {})) {
    if (innermost === undefined)
      throw new Refusal(`“${name}” is given for each pass, but no repeat stands around it.`, "perPass");
    if (values.length !== innermost.times) {
      throw new Refusal(
        `“${name}” is given for ${values.length} passes, but the repeat has ${innermost.times}.`,
        "perPass",
      );
    }
    given[name] = values[scope.passes.get(innermost.repeat) ?? 0] ?? null;
  }
  return resolveKnobs(definition.knobs, given);
}
