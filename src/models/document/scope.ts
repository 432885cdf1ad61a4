import type { ValueId } from "./program.ts";

/** The streams visible at one place of the document, and what they hold there. */
export class StreamScope {
  /** The stream that items read and write unless they say otherwise. */
  readonly stream: string;
  /** Which pass of each repeat around this is, by the repeat's key. */
  readonly passes: ReadonlyMap<string, number>;
  private readonly values: Map<string, ValueId>;

  /** Works on `values` itself, so that scopes made by `within` and `inPass` see each other's writes. */
  constructor(stream: string, values: Map<string, ValueId>, passes: ReadonlyMap<string, number> = new Map()) {
    this.stream = stream;
    this.values = values;
    this.passes = passes;
  }

  get(stream: string): ValueId | undefined {
    return this.values.get(stream);
  }

  set(stream: string, value: ValueId): void {
    this.values.set(stream, value);
  }

  snapshot(): ReadonlyMap<string, ValueId> {
    return new Map(this.values);
  }

  /** The same streams (changes are seen here too), with another default. */
  within(stream: string | undefined): StreamScope {
    return stream === undefined || stream === this.stream ? this : new StreamScope(stream, this.values, this.passes);
  }

  inPass(repeat: string, pass: number): StreamScope {
    return new StreamScope(this.stream, this.values, new Map(this.passes).set(repeat, pass));
  }

  /** A copy of the streams: what is written there stays there. */
  branch(stream: string | undefined): StreamScope {
    return new StreamScope(stream ?? this.stream, new Map(this.values), this.passes);
  }

  /** Takes over what a branch wrote to streams other than `local`; the names it changed. */
  adopt(branch: StreamScope, local: readonly string[]): readonly string[] {
    const changed: string[] = [];
    for (const [stream, value] of branch.values) {
      if (local.includes(stream) || this.values.get(stream) === value) continue;
      this.values.set(stream, value);
      changed.push(stream);
    }
    return changed;
  }
}

/** How many residuals old the stream is that the residuals of one sequence read, in order: 1 for the first `from`. */
export class Lag {
  private readonly skip: number;
  private readonly from: number;
  private seen = 0;

  constructor(skip: number, from: number) {
    this.skip = skip;
    this.from = from;
  }

  next(): number {
    this.seen += 1;
    return this.seen > this.from ? this.skip : 1;
  }
}

/** Values that a stream had after each residual of a sequence: what a ladder's residuals read. */
export class StreamHistory {
  private readonly past = new Map<string, ValueId[]>();

  /** The value `skip` residuals old, `current` being the one of now; undefined if something else replaced the stream. */
  read(stream: string, current: ValueId, skip: number): ValueId | undefined {
    const values = this.past.get(stream) ?? [];
    if (values.at(-1) !== current) {
      if (values.length > 0 && skip > 1) return undefined;
      values.splice(0, values.length, current);
      this.past.set(stream, values);
    }
    return values[Math.max(0, values.length - skip)];
  }

  push(stream: string, value: ValueId): void {
    const values = this.past.get(stream) ?? [];
    values.push(value);
    this.past.set(stream, values);
  }
}
