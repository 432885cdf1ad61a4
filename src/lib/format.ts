/**
 * Numbers as people read them: three or four significant digits, thousands separated, a true minus sign, a unit, an
 * uncertainty where there is one, and "–" for what was not measured.
 */

export const ABSENT = "–";
const MINUS = "−";

type Maybe = number | undefined | null;

function isAbsent(value: Maybe): value is undefined | null {
  return value === undefined || value === null || Number.isNaN(value);
}

/** With a fixed number of decimals: "−1,234.50". */
export function formatFixed(value: Maybe, decimals: number): string {
  if (isAbsent(value)) return ABSENT;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const digits = Math.abs(value)
    .toFixed(decimals)
    .replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  return value < 0 && /[1-9]/.test(digits) ? MINUS + digits : digits;
}

/** Decimals that leave `significantDigits` for a number of this size; none for large ones. */
function decimalsFor(value: number, significantDigits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const rounded = Number(Math.abs(value).toPrecision(significantDigits));
  return Math.min(20, Math.max(0, significantDigits - 1 - Math.floor(Math.log10(rounded))));
}

function scientific(value: number, significantDigits: number): string {
  return value
    .toExponential(significantDigits - 1)
    .replaceAll("-", MINUS)
    .replace("e+", "e");
}

/** Integers in full ("353,952"), the rest to `significantDigits` (default 4), very small or large ones as "1.6e−5". */
export function formatNumber(value: Maybe, significantDigits = 4): string {
  if (isAbsent(value)) return ABSENT;
  const size = Math.abs(value);
  if (Number.isFinite(value) && size !== 0 && (size < 1e-4 || size >= 1e15))
    return scientific(value, significantDigits);
  if (Number.isInteger(value)) return formatFixed(value, 0);
  return formatFixed(value, decimalsFor(value, significantDigits));
}

/** With an explicit sign, for differences: "+0.084", "−0.084". */
export function formatSigned(value: Maybe, significantDigits = 3): string {
  const text = formatNumber(value, significantDigits);
  return typeof value === "number" && value > 0 ? `+${text}` : text;
}

export interface QuantityOptions {
  readonly unit?: string | undefined;
  /** Half width of what is shown after ±; its own two significant digits set the decimals of both. */
  readonly uncertainty?: Maybe;
  /** Number of runs, shown as "n = 4". */
  readonly n?: number | undefined;
  readonly significantDigits?: number | undefined;
}

/** "2.889 ± 0.015 bits/byte, n = 4". */
export function formatQuantity(value: Maybe, options: QuantityOptions = {}): string {
  if (isAbsent(value)) return ABSENT;
  const { uncertainty, n } = options;
  const unit = options.unit === undefined ? "" : ` ${options.unit}`;
  const runs = n === undefined ? "" : `, n = ${n}`;
  if (isAbsent(uncertainty)) return formatNumber(value, options.significantDigits) + unit + runs;
  const decimals = decimalsFor(uncertainty, 2);
  return `${formatFixed(value, decimals)} ± ${formatFixed(uncertainty, decimals)}${unit}${runs}`;
}

/** "[−0.108, −0.060]". */
export function formatInterval(interval: readonly [number, number] | undefined): string {
  if (interval === undefined) return ABSENT;
  const decimals = decimalsFor(Math.max(Math.abs(interval[1] - interval[0]), 1e-6), 2);
  return `[${formatFixed(interval[0], decimals)}, ${formatFixed(interval[1], decimals)}]`;
}

/** "tokens", "series": more than one of them. */
export function plural(noun: string): string {
  return noun.endsWith("s") ? noun : `${noun}s`;
}

/** A share as a percentage: 0.123 is "12.3 %". */
export function formatPercent(share: Maybe, significantDigits = 3): string {
  return isAbsent(share) ? ABSENT : `${formatNumber(share * 100, significantDigits)} %`;
}

const PREFIXES = ["p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];
const NO_PREFIX = PREFIXES.indexOf("");

/** With an SI prefix: 2.25e9 FLOP is "2.25 GFLOP", 0.0031 s is "3.10 ms". */
export function formatScaled(value: Maybe, unit: string, significantDigits = 3): string {
  if (isAbsent(value)) return ABSENT;
  if (value === 0 || !Number.isFinite(value)) return `${formatFixed(value, 0)} ${unit}`;
  const rounded = Math.abs(Number(value.toPrecision(significantDigits)));
  const power = Math.floor(Math.log10(rounded) / 3 + 1e-12);
  const index = Math.min(PREFIXES.length - 1, Math.max(0, power + NO_PREFIX));
  const scaled = value / 1000 ** (index - NO_PREFIX);
  return `${formatFixed(scaled, decimalsFor(scaled, significantDigits))} ${PREFIXES[index]}${unit}`;
}

/** Browsers quantise GPU timestamps to this; a smaller time was not resolved. */
const TIMER_RESOLUTION_SECONDS = 100e-6;

/** A measured time: "<100 µs" when the timer could not see it, "3.10 ms", "12.4 s", "5 min 16 s", "2 h 5 min". */
export function formatSeconds(seconds: Maybe): string {
  if (isAbsent(seconds)) return ABSENT;
  if (seconds >= 0 && seconds < TIMER_RESOLUTION_SECONDS) return "<100 µs";
  if (seconds < 99.95) return formatScaled(seconds, "s");
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatFixed(Math.floor(minutes / 60), 0)} h ${minutes % 60} min`;
}
