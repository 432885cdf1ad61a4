import { Controls, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useEffect, useMemo, useRef } from "react";
import type { DocumentEstimate } from "../../workers/protocol.ts";
import { drop, refusalOfDrop } from "./build-actions.ts";
import { copyFromCanvas, handleCanvasKey, pasteOnCanvas } from "./canvas-keys.ts";
import { CostShares, NODE_TYPES, type CanvasNode } from "./canvas-nodes.tsx";
import { canvasPlan } from "./canvas-rows.ts";
import { setDropSurface } from "./drag-store.ts";
import { DropIndicator } from "./drop-indicator.tsx";
import { layoutCanvas, nearestGap, type CanvasLayout } from "./layout.ts";
import { EDGE_TYPES, type StreamEdgeType } from "./stream-edge.tsx";
import { useBuild } from "./use-build.ts";

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
      data: { placed, isFirst: index === 0 },
    })),
  ];
}

function Surface({ estimate, openPalette }: CanvasProps) {
  const document = useBuild((state) => state.document);
  const selection = useBuild((state) => state.selection);
  const { screenToFlowPosition } = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const plan = useMemo(() => canvasPlan(document), [document]);
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

  useEffect(() => {
    setDropSurface({
      gapAt(x, y) {
        const bounds = frame.current?.getBoundingClientRect();
        const isInside =
          bounds !== undefined && x > bounds.left && x < bounds.right && y > bounds.top && y < bounds.bottom;
        return isInside ? nearestGap(layout.gaps, screenToFlowPosition({ x, y })) : undefined;
      },
      refusalAt: (dragged, { link }) => (link.place === undefined ? undefined : refusalOfDrop(dragged, link.place)),
      drop: (dragged, { link }) => {
        if (link.place !== undefined) drop(dragged, link.place);
      },
    });
    return () => setDropSurface(undefined);
  }, [layout, screenToFlowPosition]);

  const chosen = selection.at(-1)?.join("/");
  useEffect(() => {
    // The focus follows what is chosen once it is drawn, from the canvas and from the search that put it in.
    const drawn = requestAnimationFrame(() => {
      const { activeElement, body } = window.document;
      const isHere = activeElement === body || activeElement?.matches(":is(.canvas, .palette-search) *") === true;
      if (chosen !== undefined && isHere) frame.current?.querySelector<HTMLElement>(`[data-row="${chosen}"]`)?.focus();
    });
    return () => cancelAnimationFrame(drawn);
  }, [chosen, nodes]);

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
          fitView
          fitViewOptions={{ minZoom: 0.55, maxZoom: 1, padding: 0.06 }}
          proOptions={{ hideAttribution: true }}
        >
          <Controls showInteractive={false} />
          <DropIndicator />
        </ReactFlow>
      </div>
    </CostShares>
  );
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
