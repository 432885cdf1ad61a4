import { NO_COST } from "../../lib/counters.ts";
import source from "./column-sum.wgsl?raw";
import { foldWorkgroups } from "./dispatch.ts";
import { expand } from "./expander.ts";
import { read, sizeOf, write, type DeviceTraits, type Launch, type Tensor } from "./operator.ts";
import { packOf, withPack } from "./packed-row.ts";

/** Row tiles of a reduction over many rows: partial sums of each tile first, then the tiles are summed. */
export interface RowTiles {
  readonly rowsPerTile: number;
  readonly tiles: number;
}

/** Short tiles on GPUs, where many threads are needed; at most 256 tiles, so that the second pass stays short. */
export function rowTiles(rows: number, traits: DeviceTraits): RowTiles {
  const rowsPerTile = Math.max(traits.isSoftware ? 64 : 16, Math.ceil(rows / 256));
  return { rowsPerTile, tiles: Math.ceil(rows / rowsPerTile) };
}

/**
 * One launch that sums the columns of each tile of rows, for one or two equally shaped pairs x [rows, columns] ->
 * y [tiles, columns]. Tile 0 is written to row `firstTile` of y.
 */
export function columnSumLaunch(
  pairs: readonly { readonly x: Tensor; readonly y: Tensor }[],
  rows: number,
  { rowsPerTile, tiles }: RowTiles,
  firstTile = 0,
): Launch {
  const columns = sizeOf(pairs[0].x.shape) / rows;
  const pack = packOf(columns);
  const packs = columns / pack;
  const bytesRead = 4 * pairs.length * rows * columns;
  const bytesWritten = 4 * pairs.length * tiles * columns;
  return {
    label: "column_sum",
    source: expand(source, withPack(pack, { constants: { STREAMS: pairs.length } })),
    params: { rows, packs, rows_per_tile: rowsPerTile, tiles, first_tile: firstTile },
    bindings: [...pairs.map(({ x }) => read(x)), ...pairs.map(({ y }) => write(y))],
    workgroups: foldWorkgroups(tiles * packs, 64),
    counters: {
      ...NO_COST,
      adds: pairs.length * rows * columns,
      bytesRead,
      bytesWritten,
      bytesTouched: bytesRead + bytesWritten,
      launches: 1,
    },
  };
}
