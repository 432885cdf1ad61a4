import { ViewportPortal } from "@xyflow/react";
import { useStore } from "zustand";
import { dragStore } from "./drag-store.ts";

/** The gap that opens under a drag, with the shape that fits there or the reason why nothing does. */
export function DropIndicator() {
  const gap = useStore(dragStore, (drag) => drag.gap);
  const refusal = useStore(dragStore, (drag) => drag.refusal);
  if (gap === undefined) return null;
  const place = { transform: `translate(${gap.x}px, ${gap.y}px)`, width: gap.width };
  return (
    <ViewportPortal>
      <div className={refusal === undefined ? "drop-gap" : "drop-gap is-refused"} style={place}>
        <span>{refusal ?? `Drop here: ${gap.link.shape}`}</span>
      </div>
    </ViewportPortal>
  );
}

/** What is being dragged, beside the pointer. */
export function DragGhost() {
  const dragged = useStore(dragStore, (drag) => drag.dragged);
  const x = useStore(dragStore, (drag) => drag.x);
  const y = useStore(dragStore, (drag) => drag.y);
  if (dragged === undefined) return null;
  return (
    <div className="drag-ghost" style={{ transform: `translate(${x + 12}px, ${y + 8}px)` }} aria-hidden="true">
      {dragged.title}
    </div>
  );
}
