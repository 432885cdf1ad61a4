import { presetById } from "../../models/presets/index.ts";
import { outlineRows } from "../architecture/outline-rows.ts";

const CELL = 10;
const GAP = 2;
const MOST = 24;

/** An architecture at a glance: its nodes top-down as cells, coloured by kind, set in by depth. */
export function GlyphStrip({ preset }: { readonly preset: string }) {
  const rows = outlineRows(presetById(preset).document).slice(0, MOST);
  const height = 5 * 4 + CELL;
  return (
    <svg
      className="glyph-strip"
      width={rows.length * (CELL + GAP)}
      height={height}
      role="img"
      aria-label={`Blocks in order: ${rows.map((row) => row.title).join(", ")}`}
    >
      {rows.map((row, place) => (
        <rect
          key={row.key}
          className={`cell-${row.glyph}`}
          x={place * (CELL + GAP)}
          y={Math.min(row.depth, 5) * 4}
          width={CELL}
          height={CELL}
          rx={2}
        />
      ))}
    </svg>
  );
}
