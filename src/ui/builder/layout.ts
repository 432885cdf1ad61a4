import { Graph, layout as runDagre } from "@dagrejs/dagre";
import type { CanvasLink, CanvasPlan, CanvasRow } from "./canvas-rows.ts";

/** Pixels. */
export const ROW_WIDTH = 380;
const ROW_HEIGHTS: Readonly<Record<CanvasRow["role"], number>> = { block: 34, open: 22, close: 8, head: 22 };
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
  readonly height: number;
}

/** Ranks by dagre along the stream; then lines are indented by how deep they are nested. */
export function layoutCanvas({ rows, links }: CanvasPlan): CanvasLayout {
  const graph = new Graph<object, { x?: number; y?: number; width: number; height: number }>();
  graph.setGraph({ rankdir: "TB", nodesep: BRANCH_GAP, ranksep: RANK_GAP, marginx: 0, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, role } of rows) graph.setNode(id, { width: ROW_WIDTH, height: ROW_HEIGHTS[role] });
  for (const { from, to } of links) graph.setEdge(from, to);
  runDagre(graph);
  const placed = rows.map((row): PlacedRow => {
    const node = graph.node(row.id);
    const height = ROW_HEIGHTS[row.role];
    const x = (node.x ?? 0) - ROW_WIDTH / 2 + row.depth * INDENT;
    return { row, x, y: (node.y ?? 0) - height / 2, width: ROW_WIDTH - row.depth * INDENT, height };
  });
  const byId = new Map(placed.map((one) => [one.row.id, one]));
  return {
    rows: placed,
    brackets: brackets(placed, byId),
    gaps: links.flatMap((link) => gapOf(link, byId) ?? []),
    height: placed.reduce((most, { y, height }) => Math.max(most, y + height), 0),
  };
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
