import { download, fileStem } from "../files/download.ts";
import { writeArchiveFile } from "../store/archive-file.ts";
import { runArchive } from "../store/run-archive.ts";

/** Everything that this browser keeps, as one file that the page reads in again. */
export async function saveAllRuns(): Promise<void> {
  const summaries = await runArchive.list();
  const runs = await Promise.all(summaries.map(({ id }) => runArchive.keptRun(id)));
  const text = writeArchiveFile(runs.filter((run) => run !== undefined));
  download(`${fileStem("bakeoff runs", new Date())}.json`, text, "application/json");
}
