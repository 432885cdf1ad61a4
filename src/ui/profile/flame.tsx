import { useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { formatSeconds } from "../../lib/format.ts";
import type { StepProfile } from "../../workers/protocol.ts";
import { flameFrames, LEVELS, neighbour } from "./flame-layout.ts";
import type { Frame } from "./flame-layout.ts";
import { useRoving } from "./use-roving.ts";

const ROW_HEIGHT = 26;
/** Below this share of the width a name cannot be read. */
const LEAST_NAMED_PERCENT = 4;

interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(3)}%`;

/** A step as passes, blocks in them and kernels in those, over time. Enter or a click looks at a frame closely. */
export function Flame({ profile }: { readonly profile: StepProfile }) {
  const rows = useMemo(() => flameFrames(profile), [profile]);
  const [looked, setLooked] = useState<Frame | undefined>();
  const [zoomed, setZoomed] = useState<Range | undefined>();
  const whole = { startMs: 0, endMs: Math.max(...rows[0].map(({ endMs }) => endMs)) };
  const range = zoomed ?? whole;
  const isShown = (frame: Frame): boolean => frame.endMs >= range.startMs && frame.startMs <= range.endMs;
  const shown = rows.map((row) => row.filter(isShown));
  const current = looked !== undefined && isShown(looked) ? looked : shown[0][0];
  const roving = useRoving(current, setLooked, (frame, key) => neighbour(shown, frame, key));
  return (
    <div className="flame">
      <svg
        className="flame-drawing"
        width="100%"
        height={LEVELS.length * ROW_HEIGHT}
        role="group"
        aria-label={`One step over time, ${formatSeconds((range.endMs - range.startMs) / 1000)}: passes, blocks, kernels`}
        onKeyDown={(event) => {
          if (event.key === "Escape") setZoomed(undefined);
        }}
      >
        {shown.flatMap((row, level) =>
          row.map((frame) => (
            <FlameFrame
              key={frame.id}
              frame={frame}
              level={level}
              range={range}
              isCurrent={frame.id === current.id}
              onZoom={() => setZoomed({ startMs: frame.startMs, endMs: Math.max(frame.endMs, frame.startMs + 1e-6) })}
              roving={roving.propsOf(frame)}
            />
          )),
        )}
      </svg>
      <p className="flame-sentence note number" aria-live="polite">
        {current.sentence}
      </p>
      <p className="note">
        Arrow keys move, Enter looks closer
        {zoomed === undefined ? "." : ", Escape shows the whole step. "}
        {zoomed === undefined ? null : (
          <Button className="button" onPress={() => setZoomed(undefined)}>
            Whole step
          </Button>
        )}
      </p>
    </div>
  );
}

interface FlameFrameProps {
  readonly frame: Frame;
  readonly level: number;
  readonly range: Range;
  readonly isCurrent: boolean;
  readonly onZoom: () => void;
  readonly roving: ReturnType<ReturnType<typeof useRoving<Frame>>["propsOf"]>;
}

function FlameFrame({ frame, level, range, isCurrent, onZoom, roving }: FlameFrameProps) {
  const { onKeyDown, ...others } = roving;
  const lengthMs = range.endMs - range.startMs;
  const start = Math.max(0, (frame.startMs - range.startMs) / lengthMs);
  const end = Math.min(1, (frame.endMs - range.startMs) / lengthMs);
  return (
    <svg
      className={`flame-frame flame-${frame.phase}${isCurrent ? " flame-current" : ""}`}
      x={percent(start)}
      y={level * ROW_HEIGHT}
      width={percent(Math.max(0.0005, end - start))}
      height={ROW_HEIGHT}
      role="button"
      aria-label={frame.sentence}
      onClick={onZoom}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          onZoom();
        } else onKeyDown(event);
      }}
      {...others}
    >
      <rect width="100%" height={ROW_HEIGHT - 2} rx="2" />
      {100 * (end - start) < LEAST_NAMED_PERCENT ? null : (
        <text x="5" y={ROW_HEIGHT / 2 + 3}>
          {frame.name}
        </text>
      )}
    </svg>
  );
}
