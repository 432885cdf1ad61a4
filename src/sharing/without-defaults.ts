/** Tells whether the whole still reads the same with this value in its place. */
type ReadsSame = (value: unknown) => boolean;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shortenedList(values: readonly unknown[], readsSame: ReadsSame): unknown[] {
  let kept = [...values];
  for (const place of values.keys()) {
    kept = kept.with(
      place,
      shortened(kept[place], (value) => readsSame(kept.with(place, value))),
    );
  }
  return kept;
}

function shortened(value: unknown, readsSame: ReadsSame): unknown {
  if (Array.isArray(value)) return shortenedList(value, readsSame);
  if (!isObject(value)) return value;
  let kept = value;
  for (const key of Object.keys(value)) {
    const rest = Object.fromEntries(Object.entries(kept).filter(([other]) => other !== key));
    if (readsSame(rest)) kept = rest;
    else kept = { ...kept, [key]: shortened(kept[key], (inner) => readsSame({ ...kept, [key]: inner })) };
  }
  return kept;
}

/**
 * The shortest form of a JSON value that `read` understands the same: every field is left out whose absence changes
 * nothing. The reader is the only place that knows defaults, so none is written twice.
 */
export function withoutDefaults(value: unknown, read: (value: unknown) => unknown): unknown {
  const meaning = JSON.stringify(read(value));
  return shortened(value, (candidate) => {
    try {
      return JSON.stringify(read(candidate)) === meaning;
    } catch {
      return false;
    }
  });
}
