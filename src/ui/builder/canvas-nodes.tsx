import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { createContext, useContext } from "react";
import type { PointerEvent } from "react";
import { useStore } from "zustand";
import { formatPercent } from "../../lib/format.ts";
import type { Pointer } from "../../models/document/problem.ts";
import { isContainer, slotsOf, type ContainerItem } from "../../models/document/types.ts";
import { beginDrag } from "./drag-store.ts";
import { buildStore, isDraggable, select, setFolded } from "./build-actions.ts";
import { GLYPH_SIGNS } from "../components/glyph-signs.ts";
import { Icon } from "../components/icon.tsx";
import type { CanvasRow } from "./canvas-rows.ts";
import { INDENT, STREAM_X, type PlacedRow } from "./layout.ts";
import { definitionOf, shownKnobs, titleOf } from "../architecture/row-text.ts";

/** Share of the work of each node, by address; the bars behind the lines. */
export const CostShares = createContext<ReadonlyMap<string, number>>(new Map());

type RowNode = Node<{ readonly placed: PlacedRow; readonly isFirst: boolean }, "row">;
type BracketNode = Node<{ readonly kind: string; readonly height: number }, "bracket">;
export type CanvasNode = RowNode | BracketNode;

function Stream({ depth }: { readonly depth: number }) {
  const style = { left: STREAM_X - depth * INDENT };
  return (
    <>
      <Handle type="target" position={Position.Top} style={style} isConnectable={false} />
      <Handle type="source" position={Position.Bottom} style={style} isConnectable={false} />
    </>
  );
}

function useIsChosen(pointer: Pointer): boolean {
  return useStore(buildStore, ({ selection }) => selection.some((one) => one.join("/") === pointer.join("/")));
}

/** Whether nothing is chosen, so that the first line is where the keyboard enters. */
function useIsEntry(isFirst: boolean): boolean {
  return useStore(buildStore, ({ selection }) => isFirst && selection.length === 0);
}

function grab(event: PointerEvent, pointer: Pointer, title: string): void {
  const isOnGrip = event.target instanceof Element && event.target.closest(".grip") !== null;
  if (event.button !== 0 || !isDraggable(pointer) || (event.pointerType === "touch" && !isOnGrip)) return;
  const { selection } = buildStore.getState();
  const isChosen = selection.some((one) => one.join("/") === pointer.join("/"));
  const pointers = isChosen ? selection : [pointer];
  beginDrag(event, { from: "canvas", title: pointers.length > 1 ? `${pointers.length} blocks` : title, pointers });
}

/** What a folded repeat hides, in the order of its lines. */
function insideText(item: ContainerItem): string {
  const blocks = slotsOf(item).flatMap(({ name, entries }) =>
    name === "norm"
      ? []
      : entries.map((entry) => (isContainer(entry.item) ? insideText(entry.item) : definitionOf(entry.item).title)),
  );
  return blocks.join(", ");
}

/** Share of the work of a block, or of everything inside a folded repeat. */
function useShare({ role, address }: CanvasRow): number {
  const shares = useContext(CostShares);
  if (role !== "folded") return shares.get(address) ?? 0;
  const inside = [...shares].filter(([path]) => path.startsWith(`${address}.`));
  return inside.reduce((sum, [, share]) => sum + share, 0);
}

function Fold({ row, title }: { readonly row: CanvasRow; readonly title: string }) {
  const isFolded = row.role === "folded";
  return (
    <button
      type="button"
      tabIndex={-1}
      className="nodrag nopan canvas-fold"
      aria-label={`${isFolded ? "Open" : "Fold"} ${title}`}
      onClick={() => setFolded(row.pointer, !isFolded)}
    >
      <Icon name={isFolded ? "chevron-right" : "chevron-down"} />
    </button>
  );
}

/** One line: a block with its glyph, name, two knobs and cost, a folded repeat, or the label of a container. */
function Row({ data: { placed, isFirst } }: NodeProps<RowNode>) {
  const { row, width, height } = placed;
  const share = useShare(row);
  const isChosen = useIsChosen(row.pointer);
  const isEntry = useIsEntry(isFirst);
  if (row.role === "close" || row.item === undefined) {
    return (
      <div className={`canvas-${row.role}`} style={{ width, height }}>
        {row.role === "head" ? "head" : null}
        <Stream depth={row.depth} />
      </div>
    );
  }
  const { item, pointer } = row;
  const title = titleOf(item);
  const isBlock = !isContainer(item);
  const isRepeat = item.kind === "repeat";
  const knobs = isBlock ? shownKnobs(item).join(", ") : row.role === "folded" ? insideText(item) : "";
  const glyph = isBlock ? definitionOf(item).glyph : "topology";
  const cost = share > 0 ? `, ${formatPercent(share, 2)} of the work` : "";
  return (
    <div className="canvas-line" style={{ width, height }}>
      {isRepeat ? <Fold row={row} title={title} /> : null}
      <button
        type="button"
        className={`nodrag nopan canvas-row canvas-${row.role} kind-${glyph}`}
        data-row={row.id}
        aria-pressed={isChosen}
        aria-expanded={isRepeat ? row.role === "open" : undefined}
        aria-label={`${title}${knobs === "" ? "" : `, ${knobs}`}, ${row.address}, ${row.shape}${cost}`}
        tabIndex={isChosen || isEntry ? 0 : -1}
        onClick={(event) => select(pointer, event.shiftKey || event.ctrlKey || event.metaKey)}
        onDoubleClick={isRepeat ? () => setFolded(pointer, row.role === "open") : undefined}
        onPointerDown={(event) => grab(event, pointer, title)}
      >
        {row.role === "open" ? null : <span className="canvas-cost" style={{ width: `${share * 100}%` }} />}
        {isDraggable(pointer) ? <span className="grip" aria-hidden="true" /> : null}
        {isBlock ? (
          <span className="outline-sign" aria-hidden="true">
            {GLYPH_SIGNS[glyph]}
          </span>
        ) : null}
        <span className="canvas-title">{title}</span>
        <span className="canvas-knobs number">{knobs}</span>
      </button>
      <Stream depth={row.depth} />
    </div>
  );
}

/** A container's reach, from its label to its end. */
function BracketLine({ data }: NodeProps<BracketNode>) {
  return <div className={`canvas-bracket bracket-${data.kind}`} style={{ height: data.height }} />;
}

export const NODE_TYPES = { row: Row, bracket: BracketLine };
