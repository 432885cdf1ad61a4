import { hashName } from "../../lib/threefry.ts";

/** Eight hexadecimal digits that tell kernel texts apart: equal digits, equal arithmetic. */
export function kernelTextHash(source: string): string {
  return hashName(source).toString(16).padStart(8, "0");
}
