import { createStore } from "zustand/vanilla";
import type { Pointer } from "../../models/document/problem.ts";
import type { Item } from "../../models/document/types.ts";
import { HoverWatch } from "./drag-motion.ts";
import type { Gap } from "./layout.ts";

/** What is being dragged: something new, or items of the document. */
export type Dragged =
  | { readonly from: "palette"; readonly title: string; readonly items: readonly Item[] }
  | { readonly from: "canvas"; readonly title: string; readonly pointers: readonly Pointer[] };

export interface DragState {
  readonly dragged: Dragged | undefined;
  /** Of the window, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly gap: Gap | undefined;
  /** Why it cannot be dropped here. */
  readonly refusal: string | undefined;
}

const AT_REST: DragState = { dragged: undefined, x: 0, y: 0, gap: undefined, refusal: undefined };

/** A drag renders only what follows it: the canvas itself stays as it is. */
export const dragStore = createStore<DragState>()(() => AT_REST);

/** What the canvas tells a drag; set while it is on screen. */
export interface DropSurface {
  /** The gap under a point of the window, if it is over the canvas. */
  gapAt(x: number, y: number): Gap | undefined;
  refusalAt(dragged: Dragged, gap: Gap): string | undefined;
  drop(dragged: Dragged, gap: Gap): void;
  /** Moves the canvas where something is held at one of its edges. */
  scrollAt(x: number, y: number): void;
  /** The folded repeat under a point of the window. */
  foldedAt(x: number, y: number): string | undefined;
  open(folded: string): void;
}

let surface: DropSurface | undefined;

export function setDropSurface(next: DropSurface | undefined): void {
  surface = next;
}

const THRESHOLD_PIXELS = 6;

/** Follows a pointer from where it went down; below a few pixels it stays a press. */
export function beginDrag(event: { readonly clientX: number; readonly clientY: number }, dragged: Dragged): void {
  const start = { x: event.clientX, y: event.clientY };
  const refusals = new Map<Gap, string | undefined>();
  const end = new AbortController();
  const { signal } = end;
  const hover = new HoverWatch();
  const show = (x: number, y: number): void => {
    const gap = surface?.gapAt(x, y);
    if (gap !== undefined && !refusals.has(gap)) refusals.set(gap, surface?.refusalAt(dragged, gap));
    const refusal = gap === undefined ? undefined : refusals.get(gap);
    dragStore.setState({ dragged, x, y, gap, refusal });
  };
  // What is held still goes on to scroll and to open what it lies over, so this runs by frames and not by moves.
  const follow = (nowMs: number): void => {
    if (signal.aborted) return;
    const { x, y } = dragStore.getState();
    surface?.scrollAt(x, y);
    const folded = hover.at(surface?.foldedAt(x, y), nowMs);
    if (folded !== undefined) surface?.open(folded);
    show(x, y);
    requestAnimationFrame(follow);
  };
  const move = ({ clientX: x, clientY: y }: PointerEvent): void => {
    const isDragging = dragStore.getState().dragged !== undefined;
    if (!isDragging && Math.hypot(x - start.x, y - start.y) < THRESHOLD_PIXELS) return;
    show(x, y);
    if (!isDragging) requestAnimationFrame(follow);
  };
  const stop = (): void => {
    end.abort();
    dragStore.setState(AT_REST);
  };
  const up = (): void => {
    const { dragged: active, gap } = dragStore.getState();
    stop();
    if (active === undefined) return;
    // The press that ends a drag is no click on what lies below.
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    if (gap !== undefined) surface?.drop(active, gap);
  };
  window.addEventListener("pointermove", move, { signal });
  window.addEventListener("pointerup", up, { signal });
  window.addEventListener("pointercancel", stop, { signal });
  window.addEventListener("keydown", (key) => key.key === "Escape" && stop(), { signal });
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}
