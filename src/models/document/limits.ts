import { Failure } from "../../lib/failure.ts";

/** What a document may not exceed. Documents come from links and files, so every size is bounded before it is used. */
export const LIMITS = {
  /** Nesting of JSON arrays and objects. */
  jsonDepth: 96,
  /** JSON values in one document. */
  jsonValues: 20_000,
  /** Characters in one string. */
  textLength: 400,
  /** Letters of a slug. */
  slugLetters: 40,
  /** Nesting of containers. */
  containerDepth: 16,
  /** Items (blocks and containers) in one document. */
  items: 1_000,
  /** Passes of one repeat. */
  passes: 1_024,
  /** Executed blocks and joins after repeats are unrolled. */
  steps: 8_192,
  /** Any extent, width or vocabulary. */
  extent: 1 << 20,
} as const;

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

function refuse(sentence: string): never {
  throw new Failure(`This architecture document cannot be read: ${sentence}`);
}

function checkScalar(value: unknown): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (value.length > LIMITS.textLength) {
      refuse(`it holds a text of ${value.length} characters; at most ${LIMITS.textLength} are allowed.`);
    }
    return;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse("it holds a number that is not finite.");
    return;
  }
  refuse(`it holds a ${typeof value}, which JSON does not have.`);
}

function childrenOf(value: object): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse("it holds something other than plain JSON.");
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key)) refuse(`the key “${key}” is not allowed.`);
    checkScalar(key);
  }
  // In memory a field may be undefined, which is the same as absent.
  return Object.values(value).filter((child) => child !== undefined);
}

/**
 * Refuses a value that is too deep, too large or not plain JSON. Iterative, because the value may be nested deeper
 * than the stack; everything that recurses over documents runs after it.
 */
export function assertBoundedJson(value: unknown): void {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  let seen = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    seen += 1;
    if (seen > LIMITS.jsonValues) refuse(`it holds more than ${LIMITS.jsonValues} values.`);
    if (typeof next.value !== "object" || next.value === null) {
      checkScalar(next.value);
      continue;
    }
    if (next.depth > LIMITS.jsonDepth) refuse(`it is nested deeper than ${LIMITS.jsonDepth} levels.`);
    const children = childrenOf(next.value);
    if (children.length > LIMITS.jsonValues) refuse(`it holds more than ${LIMITS.jsonValues} values.`);
    for (const child of children) pending.push({ value: child, depth: next.depth + 1 });
  }
}
