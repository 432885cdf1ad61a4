import { BaseEdge, getSmoothStepPath, type Edge, type EdgeProps } from "@xyflow/react";

export type StreamEdgeType = Edge<{ readonly shape: string }, "stream">;

/** A piece of the stream with the shape of what flows along it. */
function StreamEdge(edge: EdgeProps<StreamEdgeType>) {
  const [path, labelX, labelY] = getSmoothStepPath({ ...edge, borderRadius: 6 });
  return (
    <>
      <BaseEdge path={path} />
      <text x={labelX + 8} y={labelY + 3} className="canvas-shape">
        {edge.data?.shape}
      </text>
    </>
  );
}

export const EDGE_TYPES = { stream: StreamEdge };
