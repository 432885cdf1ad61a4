import { createStore } from "zustand/vanilla";
import type { AdapterReport } from "../../experiments/schema/result.ts";
import { sentenceOf } from "../../lib/failure.ts";

export type AdapterState =
  | { readonly status: "asking" }
  | { readonly status: "ready"; readonly report: AdapterReport }
  /** No WebGPU, or no adapter that it would give; the sentence is the browser's or the worker's own. */
  | { readonly status: "missing"; readonly sentence: string | undefined };

export function createAdapterStore() {
  return createStore<AdapterState>()(() => ({ status: "asking" }));
}

/** Asks once; `hasWebGpu` false answers without starting the worker. */
export async function askForAdapter(
  store: ReturnType<typeof createAdapterStore>,
  hasWebGpu: boolean,
  ask: () => Promise<AdapterReport>,
): Promise<void> {
  if (!hasWebGpu) {
    store.setState({ status: "missing", sentence: undefined }, true);
    return;
  }
  try {
    store.setState({ status: "ready", report: await ask() }, true);
  } catch (thrown) {
    store.setState({ status: "missing", sentence: sentenceOf(thrown) }, true);
  }
}

/** "SwiftShader", "Apple M3": what the browser tells of the adapter, in words. */
export function adapterName(report: AdapterReport): string {
  const words = report.description === "" ? [report.vendor, report.architecture] : [report.description];
  const named = words.filter((word) => word !== "").join(" ");
  if (/swiftshader/i.test(named)) return "SwiftShader";
  return named === "" ? "unnamed adapter" : named;
}
