import { Controls, Panel, Position, ReactFlow, ReactFlowProvider, useReactFlow, type NodeHandle } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { RefObject } from "react";
import type { DocumentEstimate } from "../../workers/protocol.ts";
import { drop, foldOrOpenAll, refusalOfDrop, setFolded } from "./build-actions.ts";
import { copyFromCanvas, handleCanvasKey, pasteOnCanvas } from "./canvas-keys.ts";
import { CostShares, NODE_TYPES, type CanvasNode } from "./canvas-nodes.tsx";
import { canvasPlan } from "./canvas-rows.ts";
import { edgeScroll, scrolledTo } from "./drag-motion.ts";
import { setDropSurface } from "./drag-store.ts";
import { DropIndicator } from "./drop-indicator.tsx";
import { repeatsOf } from "./folding.ts";
import { INDENT, layoutCanvas, nearestGap, STREAM_X, type CanvasLayout, type PlacedRow } from "./layout.ts";
import { EDGE_TYPES, type StreamEdgeType } from "./stream-edge.tsx";
import { useBuild } from "./use-build.ts";

/** Pixels of the library's own style sheet. */
const HANDLE = 5;

function nodesOf({ rows, brackets }: CanvasLayout): CanvasNode[] {
  return [
    ...brackets.map(({ id, x, y, height, kind }): CanvasNode => ({
      id: `${id}/bracket`,
      type: "bracket",
      position: { x, y },
      data: { kind, height },
      zIndex: -1,
    })),
    ...rows.map((placed, index): CanvasNode => ({
      id: placed.row.id,
      type: "row",
      position: { x: placed.x, y: placed.y },
      width: placed.width,
      height: placed.height,
      // Known beforehand, so that links are drawn with the lines and need no measuring.
      measured: { width: placed.width, height: placed.height },
      handles: streamHandles(placed),
      data: { placed, isFirst: index === 0 },
    })),
  ];
}

function streamHandles({ row, height }: PlacedRow): NodeHandle[] {
  const x = STREAM_X - row.depth * INDENT - HANDLE / 2;
  const size = { x, width: HANDLE, height: HANDLE };
  return [
    { ...size, type: "target", position: Position.Top, y: -HANDLE / 2 },
    { ...size, type: "source", position: Position.Bottom, y: height - HANDLE / 2 },
  ];
}

function Surface({ estimate, openPalette }: CanvasProps) {
  const document = useBuild((state) => state.document);
  const preset = useBuild((state) => state.preset);
  const frame = useRef<HTMLDivElement>(null);
  const opened = useBuild((state) => state.opened);
  const plan = useMemo(() => canvasPlan(document, (address) => !opened.has(address)), [document, opened]);
  const layout = useMemo(() => layoutCanvas(plan), [plan]);
  const nodes = useMemo(() => nodesOf(layout), [layout]);
  const edges = useMemo(
    () =>
      plan.links.map(({ from, to, shape }): StreamEdgeType => ({
        id: `${from}>${to}`,
        source: from,
        target: to,
        type: "stream",
        data: { shape },
      })),
    [plan],
  );
  const shares = useMemo(() => sharesOf(estimate), [estimate]);

  useDropSurface(frame, layout);
  const fitWidth = useFitWidth(frame, layout.width);
  useFocus(frame, layout);

  return (
    <CostShares value={shares}>
      <div
        ref={frame}
        className="canvas"
        role="group"
        aria-label="Canvas"
        onKeyDown={(event) => {
          if (event.target instanceof Element && event.target.closest("[data-row]") !== null) {
            handleCanvasKey(event, plan.rows, openPalette);
          }
        }}
        onCopy={(event) => copyFromCanvas(event, false)}
        onCut={(event) => copyFromCanvas(event, true)}
        onPaste={pasteOnCanvas}
      >
        <ReactFlow
          key={preset}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panOnScroll
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          minZoom={0.2}
          maxZoom={1.5}
          onInit={() => fitWidth(frame.current?.clientWidth ?? layout.width)}
          proOptions={{ hideAttribution: true }}
        >
          <Controls showInteractive={false} />
          <FoldAll />
          <DropIndicator />
        </ReactFlow>
      </div>
    </CostShares>
  );
}

/** What a drag from the palette or the canvas finds here. */
function useDropSurface(frame: RefObject<HTMLDivElement | null>, layout: CanvasLayout): void {
  const { screenToFlowPosition, getViewport, setViewport } = useReactFlow();
  useEffect(() => {
    const boundsAround = (x: number, y: number): DOMRect | undefined => {
      const bounds = frame.current?.getBoundingClientRect();
      const isInside =
        bounds !== undefined && x > bounds.left && x < bounds.right && y > bounds.top && y < bounds.bottom;
      return isInside ? bounds : undefined;
    };
    const rowOf = (id: string | undefined) => layout.rows.find(({ row }) => row.id === id)?.row;
    setDropSurface({
      gapAt: (x, y) =>
        boundsAround(x, y) === undefined ? undefined : nearestGap(layout.gaps, screenToFlowPosition({ x, y })),
      refusalAt: (dragged, { link }) => (link.place === undefined ? undefined : refusalOfDrop(dragged, link.place)),
      drop: (dragged, { link }) => {
        if (link.place !== undefined) drop(dragged, link.place);
      },
      scrollAt: (x, y) => {
        const bounds = boundsAround(x, y);
        if (bounds === undefined) return;
        const view = getViewport();
        const by = edgeScroll(y, bounds);
        const height = layout.rows.reduce((most, one) => Math.max(most, one.y + one.height), 0) * view.zoom;
        const next = scrolledTo(view.y, by, { room: bounds.height, height });
        if (by !== 0 && next !== view.y) void setViewport({ ...view, y: next });
      },
      foldedAt: (x, y) => {
        const id = window.document.elementFromPoint(x, y)?.closest("[data-row]")?.getAttribute("data-row");
        return rowOf(id ?? undefined)?.role === "folded" ? (id ?? undefined) : undefined;
      },
      open: (id) => {
        const row = rowOf(id);
        if (row !== undefined) setFolded(row.pointer, false);
      },
    });
    return () => setDropSurface(undefined);
  }, [frame, layout, screenToFlowPosition, getViewport, setViewport]);
}

function FoldAll() {
  const document = useBuild((state) => state.document);
  const opened = useBuild((state) => state.opened);
  const repeats = useMemo(() => repeatsOf(document), [document]);
  if (repeats.length === 0) return null;
  const isAnyFolded = repeats.some(({ address }) => !opened.has(address));
  return (
    <Panel position="bottom-right">
      <button type="button" className="button canvas-fold-all" onClick={foldOrOpenAll}>
        {isAnyFolded ? "Open all repeats" : "Fold all repeats"}
      </button>
    </Panel>
  );
}

/** Pixels that stay free around what is shown. */
const MARGIN = 28;

/** Shows the document from its top, as wide as the canvas lets it be; again when the canvas changes its width. */
function useFitWidth(frame: RefObject<HTMLDivElement | null>, width: number): (room: number) => void {
  const { setViewport } = useReactFlow();
  const fit = useCallback(
    (room: number): void => {
      const zoom = Math.max(0.4, Math.min(1, (room - 2 * MARGIN) / width));
      void setViewport({ x: (room - width * zoom) / 2, y: 8, zoom });
    },
    [setViewport, width],
  );
  const shown = useRef(0);
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => {
      // The first measure too: the library may have begun before its styles gave the canvas its width.
      if (shown.current !== contentRect.width) fit(contentRect.width);
      shown.current = contentRect.width;
    });
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, [fit, frame]);
  return fit;
}

/** The focus and the view follow what is chosen, from the canvas and from the search that put it in. */
function useFocus(frame: RefObject<HTMLDivElement | null>, layout: CanvasLayout): void {
  const selection = useBuild((state) => state.selection);
  const { getViewport, setViewport } = useReactFlow();
  const chosen = selection.at(-1)?.join("/");
  useEffect(() => {
    const show = (): void => {
      const placed = layout.rows.find(({ row }) => row.id === chosen);
      if (placed === undefined || frame.current === null) return;
      const { x, y, zoom } = getViewport();
      const top = placed.y * zoom + y;
      const bottom = top + placed.height * zoom;
      const room = frame.current.clientHeight;
      const by = top < MARGIN ? MARGIN - top : bottom > room - MARGIN ? room - MARGIN - bottom : 0;
      if (by !== 0) void setViewport({ x, y: y + by, zoom });
      const { activeElement, body } = window.document;
      const isHere = activeElement === body || activeElement?.matches(":is(.canvas, .palette-search) *") === true;
      const line = frame.current.querySelector<HTMLElement>(`[data-row="${placed.row.id}"]`);
      if (isHere) line?.focus({ preventScroll: true });
    };
    // The library draws new lines in the frame after.
    const drawn = requestAnimationFrame(show);
    return () => cancelAnimationFrame(drawn);
  }, [chosen, frame, layout, getViewport, setViewport]);
}

interface CanvasProps {
  readonly estimate: DocumentEstimate | undefined;
  readonly openPalette: () => void;
}

/** The document, drawn top-down along its stream; choose, move and drop by mouse, touch and keys. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Surface {...props} />
    </ReactFlowProvider>
  );
}

function sharesOf(estimate: DocumentEstimate | undefined): ReadonlyMap<string, number> {
  const total = estimate?.perBlock.reduce((sum, { flopsPerToken }) => sum + flopsPerToken, 0) ?? 0;
  if (estimate === undefined || total === 0) return new Map();
  return new Map(estimate.perBlock.map(({ path, flopsPerToken }) => [path, flopsPerToken / total]));
}
