import { formatFixed } from "./format.ts";

/** Decimal units, as file managers and network tools show: "96.0 KB", "41.3 MB"; below 1000 bytes exact. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (Number(Math.abs(size).toPrecision(3)) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const decimals = unit === 0 ? 0 : Math.abs(size) < 9.995 ? 2 : Math.abs(size) < 99.95 ? 1 : 0;
  return `${formatFixed(size, decimals)} ${units[unit]}`;
}

/** One array holding all parts in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
