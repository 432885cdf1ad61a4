import { isUnderPressure } from "../../lib/compute-pressure.ts";
import { Term } from "../components/term.tsx";
import { usePressure } from "../components/use-stored.ts";

/** CPU pressure over the session, a strip of its states; hidden where the browser does not report it. */
export function PressureStrip() {
  const { records } = usePressure();
  const first = records.at(0);
  const last = records.at(-1);
  if (first === undefined || last === undefined) return null;
  const end = Math.max(last.time, first.time + 1);
  const scale = 100 / (end - first.time);
  return (
    <div className="pressure">
      <Term of="pressureStrip">CPU pressure</Term>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={`CPU pressure, now ${last.state}`}>
        {records.map((record, index) => {
          const until = records.at(index + 1)?.time ?? end;
          return (
            <rect
              key={record.time}
              className={`pressure-${record.state}`}
              x={(record.time - first.time) * scale}
              y="0"
              width={Math.max(0.2, (until - record.time) * scale)}
              height="8"
            />
          );
        })}
      </svg>
      <span className="note">
        now {last.state}
        {isUnderPressure(last.state) ? ": timings taken now are slower than usual" : ""}
      </span>
    </div>
  );
}
