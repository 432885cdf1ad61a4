import { useMemo, useState } from "react";
import { formatScaled } from "../../lib/format.ts";
import type { StepProfile } from "../../workers/protocol.ts";
import { decadesOf, placeIn, roofAt, roofPoints } from "./roofline-scale.ts";
import type { Decades, RoofPoint } from "./roofline-scale.ts";
import { useRoving } from "./use-roving.ts";
import { busyMs, workRows } from "./work-rows.ts";
import { workSentence } from "./work-sentence.ts";

const SIZE = { width: 420, height: 280 };
const FRAME = { left: 62, right: 18, top: 10, bottom: 34 };

interface Axes {
  readonly x: Decades;
  readonly y: Decades;
}

const xAt = ({ x }: Axes, intensity: number): number =>
  FRAME.left + placeIn(x, intensity) * (SIZE.width - FRAME.left - FRAME.right);
const yAt = ({ y }: Axes, rate: number): number =>
  SIZE.height - FRAME.bottom - placeIn(y, rate) * (SIZE.height - FRAME.top - FRAME.bottom);

/** Kernels between the device's measured ceilings: work per byte against work per second, both logarithmic. */
export function Roofline({ profile }: { readonly profile: StepProfile }) {
  const { device } = profile;
  const rows = useMemo(() => workRows(profile, "kernel"), [profile]);
  const points = useMemo(() => roofPoints(rows), [rows]);
  const ridge = device.peakFlopsPerSecond / device.bytesPerSecond;
  const x = decadesOf([ridge / 10, ridge * 10, ...points.map(({ intensity }) => intensity)]);
  const y = decadesOf([
    device.peakFlopsPerSecond,
    roofAt(10 ** x.from, device),
    ...points.map(({ flopsPerSecond }) => flopsPerSecond),
  ]);
  const absent = rows.length - points.length;
  return (
    <section className="panel" aria-labelledby="roofline-heading">
      <div className="panel-heading">
        <h2 id="roofline-heading">Roofline</h2>
      </div>
      <p className="note">
        This device's measured ceilings: {formatScaled(device.peakFlopsPerSecond, "FLOP/s")} of multiply-adds,{" "}
        {formatScaled(device.bytesPerSecond, "B/s")} of a large copy; a dispatch that does nothing takes{" "}
        {formatScaled(device.secondsPerLaunch, "s")}.
      </p>
      {points.length === 0 ? (
        <p className="quiet note">No kernel has both arithmetic and a time that the device's clock could see.</p>
      ) : (
        <RooflineDrawing profile={profile} points={points} axes={{ x, y }} />
      )}
      {absent === 0 ? null : (
        <p className="note">
          {absent} {absent === 1 ? "kernel is" : "kernels are"} not drawn: without arithmetic, or too short for the
          clock.
        </p>
      )}
    </section>
  );
}

interface DrawingProps {
  readonly profile: StepProfile;
  readonly points: readonly RoofPoint[];
  readonly axes: Axes;
}

function RooflineDrawing({ profile, points, axes }: DrawingProps) {
  const { device } = profile;
  const [looked, setLooked] = useState<RoofPoint | undefined>();
  const current = points.find(({ id }) => id === looked?.id) ?? points[0];
  const roving = useRoving(current, setLooked, (point, key) => {
    const index = points.indexOf(point);
    if (key === "ArrowRight" || key === "ArrowDown") return points[Math.min(points.length - 1, index + 1)];
    if (key === "ArrowLeft" || key === "ArrowUp") return points[Math.max(0, index - 1)];
    return point;
  });
  const ridge = device.peakFlopsPerSecond / device.bytesPerSecond;
  const roof = [10 ** axes.x.from, ridge, 10 ** axes.x.to].map(
    (intensity) => `${xAt(axes, intensity)},${yAt(axes, roofAt(intensity, device))}`,
  );
  const totalMs = busyMs(profile);
  return (
    <>
      <svg
        className="roofline"
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="group"
        aria-label="Roofline: operations per second against operations per byte"
      >
        <Grid axes={axes} />
        <polyline className="roof" points={roof.join(" ")} />
        {points.map((point) => (
          <circle
            key={point.id}
            className={`roof-point${point.id === current.id ? " roof-current" : ""}`}
            cx={xAt(axes, point.intensity)}
            cy={yAt(axes, point.flopsPerSecond)}
            r={3 + 7 * Math.sqrt(point.row.share)}
            role="img"
            aria-label={workSentence(point.row.name, point.row, totalMs)}
            {...roving.propsOf(point)}
          />
        ))}
      </svg>
      <p className="flame-sentence note number" aria-live="polite">
        {workSentence(current.row.name, current.row, totalMs)}
      </p>
    </>
  );
}

function Grid({ axes }: { readonly axes: Axes }) {
  const powers = ({ from, to }: Decades): number[] => Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const bottom = SIZE.height - FRAME.bottom;
  return (
    <g className="roof-grid" aria-hidden="true">
      {powers(axes.x).map((value) => (
        <g key={value}>
          <line x1={xAt(axes, value)} x2={xAt(axes, value)} y1={FRAME.top} y2={bottom} />
          <text x={xAt(axes, value)} y={bottom + 14} textAnchor="middle">
            {value >= 1 ? value : value.toPrecision(1)}
          </text>
        </g>
      ))}
      {powers(axes.y).map((value) => (
        <g key={value}>
          <line x1={FRAME.left} x2={SIZE.width - FRAME.right} y1={yAt(axes, value)} y2={yAt(axes, value)} />
          <text x={FRAME.left - 4} y={yAt(axes, value) + 4} textAnchor="end">
            {formatScaled(value, "", 1)}
          </text>
        </g>
      ))}
      <text x={SIZE.width - FRAME.right} y={SIZE.height - 4} textAnchor="end">
        FLOP per byte
      </text>
      <text x={FRAME.left} y={SIZE.height - 4}>
        FLOP/s upwards
      </text>
    </g>
  );
}
