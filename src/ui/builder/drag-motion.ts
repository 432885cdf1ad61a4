/** Pixels from the upper and lower edge of the canvas within which a drag scrolls it. */
const EDGE = 48;
/** Pixels per frame at the edge itself. */
const FASTEST = 14;

/** How far the document moves in a frame while something is held at `y`: down near the top edge, up near the bottom. */
export function edgeScroll(y: number, { top, bottom }: { readonly top: number; readonly bottom: number }): number {
  const [above, below] = [top + EDGE - y, y - (bottom - EDGE)];
  const depth = Math.min(1, Math.max(above, below) / EDGE);
  if (depth <= 0) return 0;
  return (above > below ? 1 : -1) * Math.ceil(FASTEST * depth);
}

/** The document's place after such a move; it stops where its beginning or its end is well in view. */
export function scrolledTo(
  y: number,
  by: number,
  { room, height }: { readonly room: number; readonly height: number },
) {
  const [lowest, highest] = [Math.min(EDGE, room - height - EDGE), EDGE];
  const next = y + by;
  if (by > 0) return Math.max(y, Math.min(highest, next));
  return Math.min(y, Math.max(lowest, next));
}

/** A folded repeat opens under what is held over it for this long. */
const OPEN_AFTER_MS = 600;

/** Tells when something has been held over the same line for long enough; once for each stay. */
export class HoverWatch {
  #over: string | undefined;
  #sinceMs = 0;

  /** The line to open now, if any. */
  at(line: string | undefined, nowMs: number): string | undefined {
    if (line !== this.#over) {
      this.#over = line;
      this.#sinceMs = nowMs;
    }
    if (line === undefined || nowMs - this.#sinceMs < OPEN_AFTER_MS) return undefined;
    this.#sinceMs = Infinity;
    return line;
  }
}
