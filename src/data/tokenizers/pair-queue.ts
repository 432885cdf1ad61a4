interface Entry {
  readonly pair: number;
  readonly count: number;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.count > b.count || (a.count === b.count && a.pair < b.pair);
}

/**
 * Binary heap of pairs by falling count, then by rising pair. Counts that have fallen since they were pushed are put
 * right when they surface, so that lowering a count costs nothing.
 */
export class PairQueue {
  private readonly heap: Entry[] = [];

  push(pair: number, count: number): void {
    this.heap.push({ pair, count });
    this.rise(this.heap.length - 1);
  }

  /** Removes and returns the first pair by its current count; undefined when every count is zero. */
  pop(countOf: (pair: number) => number): number | undefined {
    for (let top = this.takeTop(); top !== undefined; top = this.takeTop()) {
      const count = countOf(top.pair);
      if (count === top.count) return top.pair;
      if (count > 0 && count < top.count) this.push(top.pair, count);
    }
    return undefined;
  }

  private takeTop(): Entry | undefined {
    const top = this.heap.at(0);
    const last = this.heap.pop();
    if (last !== undefined && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink(0);
    }
    return top;
  }

  private rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(this.heap[index], this.heap[parent])) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private sink(start: number): void {
    let index = start;
    for (;;) {
      let first = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.heap.length && isBefore(this.heap[child], this.heap[first])) first = child;
      }
      if (first === index) return;
      this.swap(index, first);
      index = first;
    }
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
  }
}
