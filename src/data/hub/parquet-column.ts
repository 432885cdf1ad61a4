import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from "hyparquet";
import { Failure } from "../../lib/failure.ts";

const BUILT_IN_CODECS = ["UNCOMPRESSED", "SNAPPY"];

/** The compressors compile WebAssembly when imported, so they are loaded only for a file that needs them. */
async function compressorsFor(metadata: FileMetaData) {
  const codecs = metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data?.codec));
  if (codecs.every((codec) => codec === undefined || BUILT_IN_CODECS.includes(codec))) return {};
  const { compressors } = await import("hyparquet-compressors");
  return { compressors };
}

/** Rows of some columns, row group by row group: what is not asked for is not fetched. Binary columns are bytes. */
export async function* rowsOf(file: AsyncBuffer, columns: readonly string[]): AsyncGenerator<Record<string, unknown>> {
  const metadata = await parquetMetadataAsync(file);
  const codecs = await compressorsFor(metadata);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const options = { file, metadata, columns: [...columns], rowStart, rowEnd, utf8: false, ...codecs };
    yield* await parquetReadObjects(options);
    rowStart = rowEnd;
  }
}

/** All rows of one text column. */
export async function readTextColumn(file: AsyncBuffer, column: string, fileName: string): Promise<string[]> {
  try {
    const rows: string[] = [];
    for await (const row of rowsOf(file, [column])) rows.push(textOf(row[column]));
    return rows;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure(
      `${fileName} is not a parquet file with a text column "${column}" (${reason}): check the hub's address.`,
    );
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  throw new TypeError(`a row holds ${typeof value} instead of text`);
}
