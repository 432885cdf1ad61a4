import { Graph, layout as runDagre } from "@dagrejs/dagre";
import type { CanvasLink, CanvasPlan, CanvasRow } from "./canvas-rows.ts";

/** Pixels. */
export const ROW_WIDTH = 380;
const ROW_HEIGHTS: Readonly<Record<CanvasRow["role"], number>> = {
  block: 34,
  folded: 34,
  open: 24,
  close: 8,
  head: 22,
};
const RANK_GAP = 20;
const BRANCH_GAP = 28;
export const INDENT = 16;
/** From the left edge of a column to its stream. */
export const STREAM_X = 190;

export interface PlacedRow {
  readonly row: CanvasRow;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A container's bracket, from its label to its end. */
export interface Bracket {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly kind: string;
}

/** A gap where items can be dropped, in the middle of a link. */
export interface Gap {
  readonly link: CanvasLink;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface CanvasLayout {
  readonly rows: readonly PlacedRow[];
  readonly brackets: readonly Bracket[];
  readonly gaps: readonly Gap[];
  readonly width: number;
}

/** Dagre ranks runs of lines along the stream; then lines are indented by how deep they are nested. */
export function layoutCanvas({ rows, links }: CanvasPlan): CanvasLayout {
  const placed = runsOf(rows, links).flatMap((run) => placeRun(run));
  const byId = new Map(placed.map((one) => [one.row.id, one]));
  const inOrder = rows.map(({ id }) => byId.get(id)).filter((one) => one !== undefined);
  return {
    rows: inOrder,
    brackets: brackets(inOrder, byId),
    gaps: links.flatMap((link) => gapOf(link, byId) ?? []),
    width: placed.reduce((most, { x, width }) => Math.max(most, x + width), 0),
  };
}

/** Lines that follow each other without a branch between them, and where the first of them begins. */
interface Run {
  readonly rows: readonly CanvasRow[];
  readonly x: number;
  readonly y: number;
}

/** Only runs are ranked: a chain of two hundred lines would take dagre a tenth of a second. */
function runsOf(rows: readonly CanvasRow[], links: readonly CanvasLink[]): readonly Run[] {
  const count = (ids: readonly string[]) =>
    ids.reduce((sums, id) => sums.set(id, (sums.get(id) ?? 0) + 1), new Map<string, number>());
  const leaving = count(links.map(({ from }) => from));
  const entering = count(links.map(({ to }) => to));
  const only = links.filter(({ from, to }) => leaving.get(from) === 1 && entering.get(to) === 1);
  const before = new Map(only.map(({ from, to }) => [to, from]));
  const first = new Map<string, string>();
  const runs = new Map<string, CanvasRow[]>();
  for (const row of rows) {
    const previous = before.get(row.id);
    const head = previous === undefined ? row.id : (first.get(previous) ?? previous);
    first.set(row.id, head);
    runs.set(head, [...(runs.get(head) ?? []), row]);
  }
  const graph = new Graph<object, { x?: number; y?: number; width: number; height: number }>();
  graph.setGraph({ rankdir: "TB", nodesep: BRANCH_GAP, ranksep: RANK_GAP, marginx: 0, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [head, run] of runs) graph.setNode(head, { width: ROW_WIDTH, height: heightOf(run) });
  for (const { from, to } of links) {
    const [source, target] = [first.get(from), first.get(to)];
    if (source !== undefined && target !== undefined && source !== target) graph.setEdge(source, target);
  }
  runDagre(graph);
  return [...runs].map(([head, run]) => {
    const { x = 0, y = 0, height } = graph.node(head);
    return { rows: run, x: x - ROW_WIDTH / 2, y: y - height / 2 };
  });
}

function heightOf(rows: readonly CanvasRow[]): number {
  return rows.reduce((sum, { role }) => sum + ROW_HEIGHTS[role], RANK_GAP * (rows.length - 1));
}

function placeRun({ rows, x, y }: Run): readonly PlacedRow[] {
  let top = y;
  return rows.map((row) => {
    const height = ROW_HEIGHTS[row.role];
    const placed = { row, x: x + row.depth * INDENT, y: top, width: ROW_WIDTH - row.depth * INDENT, height };
    top += height + RANK_GAP;
    return placed;
  });
}

type ById = ReadonlyMap<string, PlacedRow>;

function brackets(placed: readonly PlacedRow[], byId: ById): readonly Bracket[] {
  return placed.flatMap((open, index) => {
    const end = byId.get(`${open.row.id}/end`);
    if (open.row.role !== "open" || end === undefined) return [];
    const inside = placed.slice(index, placed.indexOf(end) + 1);
    const x = Math.min(...inside.map((one) => (one.row.role === "block" ? one.x - INDENT : one.x)));
    return [{ id: open.row.id, x, y: open.y, height: end.y + end.height - open.y, kind: open.row.item?.kind ?? "" }];
  });
}

function gapOf(link: CanvasLink, byId: ById): Gap | undefined {
  const from = byId.get(link.from);
  const to = byId.get(link.to);
  if (link.place === undefined || from === undefined || to === undefined) return undefined;
  // The deeper end is inside the list that the place belongs to, or beside it.
  const inner = from.row.depth > to.row.depth ? from : to;
  return { link, x: inner.x, width: inner.width, y: (from.y + from.height + to.y) / 2 };
}

/** The gap nearest to a point of the canvas; undefined far from all. */
export function nearestGap(gaps: readonly Gap[], point: { readonly x: number; readonly y: number }): Gap | undefined {
  let best: Gap | undefined;
  let least = 60;
  for (const gap of gaps) {
    const aside = Math.max(gap.x - 80 - point.x, point.x - gap.x - gap.width - 80, 0);
    const distance = Math.abs(gap.y - point.y) + aside;
    if (distance >= least) continue;
    best = gap;
    least = distance;
  }
  return best;
}
