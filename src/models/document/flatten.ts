import type { Catalogue, TaskPorts } from "./definition.ts";
import { LIMITS } from "./limits.ts";
import { pointerKey, type DocumentNode, type Outline } from "./outline.ts";
import type { Pointer, Problem } from "./problem.ts";
import type { Program, ProgramInput, ProgramOutput, Step, ValueId } from "./program.ts";
import { blockStep, streamNamed } from "./flatten-block.ts";
import { numberDepths, outputPort, pointStreams, streamsOf, type Snapshot } from "./flatten-ends.ts";
import { Lag, StreamHistory, StreamScope } from "./scope.ts";
import { features } from "./shape.ts";
import { scopeName } from "./ties.ts";
import { passesOf, type Context, type Walk } from "./walk.ts";
import {
  isContainer,
  type ArchitectureDocument,
  type ContainerItem,
  type Head,
  type Item,
  type ParallelItem,
  type RepeatItem,
  type ResidualItem,
  type StreamDeclaration,
  type Tap,
} from "./types.ts";

/** Ends a walk that has become too long; the problem is already recorded. */
class TooLong extends Error {}

/** Unrolls repeats and resolves streams, residuals and ties. The program is usable only without problems. */
export function flatten(
  document: ArchitectureDocument,
  catalogue: Catalogue,
  outline: Outline,
  ports: TaskPorts,
): { program: Program; problems: readonly Problem[] } {
  const flattener = new Flattener(catalogue, outline, streamsOf(document, ports));
  return { program: flattener.run(document, ports), problems: flattener.problems };
}

class Flattener implements Walk {
  readonly problems: Problem[] = [];
  readonly catalogue: Catalogue;
  readonly outline: Outline;
  readonly declared: ReadonlyMap<string, StreamDeclaration>;
  private readonly steps: Step[] = [];
  private readonly snapshots = new Map<string, Snapshot[]>();
  private readonly reported = new Set<string>();
  private valueCount = 0;

  constructor(catalogue: Catalogue, outline: Outline, streams: readonly StreamDeclaration[]) {
    this.catalogue = catalogue;
    this.outline = outline;
    this.declared = new Map(streams.map((stream) => [stream.name, stream]));
  }

  run(document: ArchitectureDocument, ports: TaskPorts): Program {
    const inputs = this.startStreams(ports);
    const scope = new StreamScope("main", new Map(inputs.map((input) => [input.stream, input.value])));
    const outputs: ProgramOutput[] = [];
    const taps: ProgramOutput[] = [];
    try {
      this.items(document.trunk, ["trunk"], { scope, history: undefined, lag: undefined, wanted: undefined });
      document.heads.forEach((head, index) => outputs.push(...this.head(head, ["heads", index], scope, ports)));
      document.taps?.forEach((tap, index) => taps.push(...this.tap(tap, ["taps", index], scope)));
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
    }
    numberDepths(this.steps);
    const residuals = this.steps.filter((step) => step.step === "residual").map((step) => step.scope);
    const residualCount = new Set(residuals).size;
    return { ports, inputs, steps: this.steps, outputs, taps, valueCount: this.valueCount, residualCount };
  }

  newValue(): ValueId {
    return this.valueCount++;
  }

  push(step: Step): void {
    if (this.steps.length >= LIMITS.steps) {
      this.problem(step.node, `Unrolled, the network has more than ${LIMITS.steps} steps; lower the number of passes.`);
      throw new TooLong();
    }
    this.steps.push(step);
  }

  problem(node: DocumentNode | undefined, sentence: string, details: Partial<Problem> = {}): void {
    const problem = { pointer: node?.pointer ?? [], node: node?.address ?? "", sentence, ...details };
    const identity = `${pointerKey(problem.pointer)} ${problem.field ?? sentence}`;
    if (this.reported.has(identity)) return;
    this.reported.add(identity);
    this.problems.push(problem);
  }

  private startStreams(ports: TaskPorts): readonly ProgramInput[] {
    const inputs: ProgramInput[] = [];
    for (const { name, start } of this.declared.values()) {
      if (start === undefined) continue;
      if ("zeros" in start) {
        const shape = features(start.zeros.positions, start.zeros.width);
        inputs.push({ value: this.newValue(), stream: name, source: start, shape });
        continue;
      }
      const port = ports.inputs.find((input) => input.name === start.input);
      if (port === undefined) {
        const names = ports.inputs.map((input) => `“${input.name}”`).join(", ");
        this.problem(undefined, `The stream “${name}” starts with “${start.input}”, but the task gives ${names}.`, {
          pointer: ["streams"],
          suggestion: ports.inputs[0]?.name,
        });
      } else inputs.push({ value: this.newValue(), stream: name, source: start, shape: port.shape });
    }
    return inputs;
  }

  private items(items: readonly Item[], pointer: Pointer, context: Context): void {
    items.forEach((item, index) => this.item(item, [...pointer, index], context));
  }

  private item(item: Item, pointer: Pointer, context: Context): void {
    const node = this.outline.byKey.get(pointerKey(pointer));
    if (node === undefined) throw new Error(`no node at ${pointer.join(".")}`);
    if (isContainer(item)) this.container(item, node, { ...context, scope: context.scope.within(item.stream) });
    else blockStep(this, item, node, context);
    if (item.kind === "repeat") return;
    const innermost = node.frames.at(-1);
    this.remember(node, innermost === undefined ? 0 : (context.scope.passes.get(innermost.repeat) ?? 0), context.scope);
  }

  /** Keeps what the streams hold now, for heads and taps that read after this node; of a repeat, after each pass. */
  private remember(node: DocumentNode, pass: number, scope: StreamScope): void {
    const taken = this.snapshots.get(node.address) ?? [];
    taken.push({ pass, streams: scope.snapshot() });
    this.snapshots.set(node.address, taken);
  }

  private container(item: ContainerItem, node: DocumentNode, context: Context): void {
    if (item.stream !== undefined) streamNamed(this, item.stream, node, "stream");
    switch (item.kind) {
      case "residual":
        this.residual(item, node, context);
        break;
      case "sequence": {
        const history = context.history ?? new StreamHistory();
        const lag = new Lag(item.skip ?? 1, item.from ?? 0);
        this.items(item.body, [...node.pointer, "body"], { ...context, history, lag });
        break;
      }
      case "repeat":
        this.repeat(item, node, context);
        break;
      case "parallel":
        this.parallel(item, node, { ...context, history: undefined, lag: undefined });
        break;
      case "stage": {
        const inner = { ...context, history: undefined, lag: undefined };
        this.items(item.transition ?? [], [...node.pointer, "transition"], inner);
        this.items(item.body, [...node.pointer, "body"], inner);
      }
    }
  }

  private repeat(item: RepeatItem, node: DocumentNode, context: Context): void {
    const { stream } = context.scope;
    const entry = context.scope.get(stream);
    for (let pass = 0; pass < item.times; pass++) {
      const scope = context.scope.inPass(node.key, pass);
      const state = scope.get(stream);
      if (item.inject === "add" && pass > 0 && entry !== undefined && state !== undefined) {
        scope.set(stream, this.join(node, "sum", [state, entry], scope));
      }
      this.items(item.body, [...node.pointer, "body"], { ...context, scope });
      this.remember(node, pass, scope);
    }
  }

  private residual(item: ResidualItem, node: DocumentNode, context: Context): void {
    const { scope } = context;
    const writes = item.writes ?? [scope.stream];
    const before = writes.map(
      (name) => [name, this.readNode(scope, streamNamed(this, name, node, "writes"), node)] as const,
    );
    const branch = scope.branch(item.norm !== undefined && writes.length === 1 ? writes[0] : undefined);
    const age = context.lag?.next() ?? 1;
    for (const [name, current] of before) {
      const older = context.history?.read(name, current, age);
      if (context.history !== undefined && older === undefined) {
        this.problem(
          node,
          `“${node.address}” reads the stream “${name}” from ${age} residuals ago, but something between them replaced it; move that block out of the sequence, or set its skip to 1.`,
        );
      }
      branch.set(name, older ?? current);
    }
    const inner = { ...context, scope: branch, history: undefined, lag: undefined };
    const isPost = item.placement === "post";
    if (item.norm !== undefined && !isPost) this.item(item.norm, [...node.pointer, "norm"], inner);
    this.items(item.body, [...node.pointer, "body"], { ...inner, scope: branch.within(scope.stream) });
    for (const [name, skip] of before) {
      const write = this.newValue();
      const value = this.readNode(branch, name, node);
      const fields = { node, passes: passesOf(node, scope), scope: scopeName(node, scope.passes) };
      this.push({
        step: "residual",
        ...fields,
        skip,
        branch: value,
        write,
        scale: item.scale ?? 1,
        skipScale: item.skipScale ?? 1,
      });
      scope.set(name, write);
    }
    scope.adopt(branch, writes);
    if (item.norm !== undefined && isPost) {
      this.item(item.norm, [...node.pointer, "norm"], { ...context, scope: scope.within(writes[0]) });
    }
    this.checkNorm(item, node, writes);
    for (const name of writes) context.history?.push(name, this.readNode(scope, name, node));
  }

  private checkNorm(item: ResidualItem, node: DocumentNode, writes: readonly string[]): void {
    if (item.norm === undefined || writes.length === 1) return;
    this.problem(
      node,
      `“${node.address}” adds onto ${writes.length} streams, so its norm slot does not say which one is normalised; put norms into its body.`,
      { field: "norm" },
    );
  }

  private parallel(item: ParallelItem, node: DocumentNode, context: Context): void {
    const { scope } = context;
    const results: ValueId[] = [];
    const written = new Set<string>();
    const branches = item.branches.map((branch) => scope.branch(branch.stream));
    item.branches.forEach((branch, index) => {
      const inside = branches[index] ?? scope;
      this.items(branch.body, [...node.pointer, "branches", index, "body"], { ...context, scope: inside });
      results.push(this.readNode(inside, inside.stream, node));
    });
    for (const inside of branches) {
      for (const name of scope.adopt(inside, [scope.stream, inside.stream])) {
        if (written.has(name))
          this.problem(node, `Two branches of “${node.address}” write the stream “${name}”; only one may.`);
        written.add(name);
      }
    }
    scope.set(scope.stream, this.join(node, item.join, results, scope));
  }

  private join(
    node: DocumentNode,
    how: "sum" | "concat" | "gate",
    reads: readonly ValueId[],
    scope: StreamScope,
  ): ValueId {
    const write = this.newValue();
    this.push({ step: "join", node, passes: passesOf(node, scope), scope: node.address, how, reads, write });
    return write;
  }

  private head(head: Head, pointer: Pointer, trunk: StreamScope, ports: TaskPorts): readonly ProgramOutput[] {
    const port = outputPort(this, head, pointer, ports);
    return pointStreams(this, head, pointer, trunk.snapshot(), this.snapshots).map(({ name, streams, stream }) => {
      const scope = new StreamScope(stream, new Map(streams));
      this.items(head.body ?? [], [...pointer, "body"], {
        scope,
        history: undefined,
        lag: undefined,
        wanted: port?.shape,
      });
      return { name, value: this.read(scope.get(stream), stream, pointer, head.name), port: port?.name };
    });
  }

  private tap(tap: Tap, pointer: Pointer, trunk: StreamScope): readonly ProgramOutput[] {
    return pointStreams(this, tap, pointer, trunk.snapshot(), this.snapshots).map(({ name, streams, stream }) => ({
      name,
      value: this.read(streams.get(stream), stream, pointer, tap.name),
      port: undefined,
    }));
  }

  private readNode(scope: StreamScope, stream: string, node: DocumentNode): ValueId {
    return this.read(scope.get(stream), stream, node.pointer, node.address);
  }

  read(value: ValueId | undefined, stream: string, pointer: Pointer, reader: string): ValueId {
    if (value !== undefined) return value;
    if (this.declared.has(stream)) {
      const sentence = `“${reader}” reads the stream “${stream}”, which nothing has written yet; let an earlier block write it, or give it a start.`;
      this.problem(undefined, sentence, { pointer, node: reader, field: "reads" });
    }
    return this.newValue();
  }
}
