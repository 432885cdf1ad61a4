import { formatScaled } from "../../lib/format.ts";
import type { PlanReport } from "../../workers/protocol.ts";
import { dispatchStarts } from "./plan-rows.ts";

const WIDTH = 1000;
const ROW_HEIGHT = 7;
const CURVE_HEIGHT = 60;

/** Memory slots over the dispatches of a step: who lies in them and how long; above, the bytes alive; the peak marked. */
export function LivenessStrip({ report }: { readonly report: PlanReport }) {
  const { slots, dispatches, liveBytes, liveBytesByNode, peakNode, slotBytes, liveByBlock } = report;
  const starts = dispatchStarts(report);
  const xOf = (node: number): number => (starts[node] / dispatches.length) * WIDTH;
  const height = CURVE_HEIGHT + slots.length * ROW_HEIGHT;
  const yOf = (bytes: number): number => CURVE_HEIGHT - 4 - (bytes / liveBytes) * (CURVE_HEIGHT - 8);
  const curve = liveBytesByNode.flatMap((bytes, node) => [
    `${xOf(node)},${yOf(bytes)}`,
    `${xOf(node + 1)},${yOf(bytes)}`,
  ]);
  const peak = dispatches[Math.min(starts[peakNode], dispatches.length - 1)];
  const [largest] = liveByBlock;
  const sentence =
    `Most is alive at dispatch ${starts[peakNode] + 1} of ${dispatches.length}, ${peak.label} of ${peak.block}: ` +
    `${formatScaled(liveBytes, "B")} in ${slots.length} slots of ${formatScaled(slotBytes, "B")}. ` +
    `Most of it, ${formatScaled(largest.bytes, "B")}, belongs to ${largest.block}.`;
  return (
    <section className="panel" aria-labelledby="liveness-heading">
      <div className="panel-heading">
        <h2 id="liveness-heading">Memory over the step</h2>
      </div>
      <svg
        className="liveness"
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={sentence}
      >
        <polyline className="liveness-curve" points={curve.join(" ")} vectorEffect="non-scaling-stroke" />
        {slots.flatMap(({ tenants, bytes }, slot) =>
          tenants.map(({ firstNode, lastNode, bytes: own, block, operator }) => (
            <rect
              key={`${slot} ${firstNode}`}
              className={`liveness-tenant liveness-${slot % 2}`}
              x={xOf(firstNode)}
              y={CURVE_HEIGHT + slot * ROW_HEIGHT}
              width={Math.max(1, xOf(lastNode + 1) - xOf(firstNode) - 0.5)}
              height={ROW_HEIGHT - 1}
            >
              <title>
                {`${operator} of ${block}: ${formatScaled(own, "B")} in slot ${slot} of ${formatScaled(bytes, "B")}`}
              </title>
            </rect>
          )),
        )}
        <line
          className="liveness-peak"
          x1={xOf(peakNode)}
          x2={xOf(peakNode)}
          y1="0"
          y2={height}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="note">{sentence} A bar is a tensor from its making to its last reader; a row is a buffer.</p>
    </section>
  );
}
