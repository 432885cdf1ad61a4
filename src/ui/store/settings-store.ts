import { createStore } from "zustand/vanilla";
import { PROXIES } from "../../lib/energy.ts";

export const QUALITY_METRICS = ["bitsPerByte", "loss", "perplexity", "accuracy"] as const;
export type QualityMetric = (typeof QUALITY_METRICS)[number];

export const COST_AXES = ["step", "tokens", "flops", "seconds"] as const;
export type CostAxis = (typeof COST_AXES)[number];

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** How much the trained weights of finished runs may take in this browser; 0 keeps none. */
export const WEIGHTS_MEGABYTES = [0, 64, 256, 1024] as const;
export type WeightsMegabytes = (typeof WEIGHTS_MEGABYTES)[number];

/** What kept runs can be grouped by. */
export const RUN_GROUPINGS = ["none", "experiment", "architecture", "dataset", "tag"] as const;
export type RunGrouping = (typeof RUN_GROUPINGS)[number];

export type ProxyId = (typeof PROXIES)[number]["id"];
const PROXY_IDS = PROXIES.map((proxy) => proxy.id);

export interface Settings {
  readonly theme: Theme;
  readonly metric: QualityMetric;
  readonly axis: CostAxis;
  /** Weight of the past in the smoothed lines. */
  readonly smoothing: number;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  readonly showsTraining: boolean;
  readonly showsEvaluation: boolean;
  readonly proxy: ProxyId;
  readonly assumedWatts: number;
  readonly weightsMegabytes: WeightsMegabytes;
  readonly runGrouping: RunGrouping;
}

const DEFAULTS: Settings = {
  theme: "system",
  metric: "bitsPerByte",
  axis: "step",
  smoothing: 0.6,
  isLogX: false,
  isLogY: false,
  showsTraining: true,
  showsEvaluation: true,
  proxy: "arithmetic",
  assumedWatts: 30,
  weightsMegabytes: 256,
  runGrouping: "none",
};

const oneOf = (choices: readonly unknown[]) => (value: unknown) => choices.includes(value);
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

const IS_VALID: Record<keyof Settings, (value: unknown) => boolean> = {
  theme: oneOf(THEMES),
  metric: oneOf(QUALITY_METRICS),
  axis: oneOf(COST_AXES),
  smoothing: (value) => typeof value === "number" && value >= 0 && value < 1,
  isLogX: isBoolean,
  isLogY: isBoolean,
  showsTraining: isBoolean,
  showsEvaluation: isBoolean,
  proxy: oneOf(PROXY_IDS),
  assumedWatts: (value) => typeof value === "number" && value > 0 && Number.isFinite(value),
  weightsMegabytes: oneOf(WEIGHTS_MEGABYTES),
  runGrouping: oneOf(RUN_GROUPINGS),
};

const STORAGE_KEY = "bakeoff-settings";

type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

/** Every field falls back to its default by itself, so that an old or damaged store costs one choice, not all. */
function readSettings(storage: Storage): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(storage.getItem(STORAGE_KEY) ?? "{}");
  } catch {
    stored = {};
  }
  const fields = typeof stored === "object" && stored !== null ? Object.entries(stored) : [];
  const valid = fields.filter(([name, value]) => name in IS_VALID && IS_VALID[name as keyof Settings](value));
  return { ...DEFAULTS, ...Object.fromEntries(valid) };
}

/** How the reader likes to see things; kept in this browser. */
export function createSettingsStore(storage: Storage) {
  const store = createStore<Settings>()(() => readSettings(storage));
  store.subscribe((settings) => storage.setItem(STORAGE_KEY, JSON.stringify(settings)));
  return store;
}
