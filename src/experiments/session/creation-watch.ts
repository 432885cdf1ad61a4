import type { Ledger } from "../../engine/gpu/gpu.ts";

/** Steps after which nothing may be made on the device any more. */
const WARMUP_STEPS = 2;

/** Watches what training steps submit and create. Evaluations and samples between steps are not steps. */
export class CreationWatch {
  readonly #ledger: Readonly<Ledger>;
  readonly #created = { buffers: 0, bindGroups: 0, pipelines: 0 };
  #before: Ledger;
  #steps = 0;
  #mostSubmits = 0;

  constructor(ledger: Readonly<Ledger>) {
    this.#ledger = ledger;
    this.#before = { ...ledger };
  }

  /** Right before a step is encoded. */
  begin(): void {
    this.#before = { ...this.#ledger };
  }

  /** Right behind its submit. */
  end(): void {
    this.#steps += 1;
    if (this.#steps <= WARMUP_STEPS) return;
    const { buffers, bindGroups, pipelines, submits } = this.#ledger;
    this.#mostSubmits = Math.max(this.#mostSubmits, submits - this.#before.submits);
    this.#created.buffers += buffers - this.#before.buffers;
    this.#created.bindGroups += bindGroups - this.#before.bindGroups;
    this.#created.pipelines += pipelines - this.#before.pipelines;
  }

  report(): {
    submitsPerStep: number;
    buffersCreatedAfterWarmup: number;
    bindGroupsCreatedAfterWarmup: number;
    pipelinesCreatedAfterWarmup: number;
  } {
    return {
      submitsPerStep: this.#mostSubmits,
      buffersCreatedAfterWarmup: this.#created.buffers,
      bindGroupsCreatedAfterWarmup: this.#created.bindGroups,
      pipelinesCreatedAfterWarmup: this.#created.pipelines,
    };
  }
}
