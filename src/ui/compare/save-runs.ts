import { engine } from "../../workers/client.ts";
import type { WeightsFile } from "../../workers/protocol.ts";
import { download, fileStem } from "../files/download.ts";
import { writeArchiveFile, writeArchiveWithWeights } from "../store/archive-file.ts";
import { runArchive } from "../store/run-archive.ts";

/** Every run that this browser keeps as one file that the page reads in again; with weights it is a safetensors file. */
export async function saveAllRuns(hasWeights: boolean): Promise<void> {
  const summaries = await runArchive.list();
  const runs = (await Promise.all(summaries.map(({ id }) => runArchive.keptRun(id)))).filter(
    (run) => run !== undefined,
  );
  const stem = fileStem("bakeoff runs", new Date());
  if (!hasWeights) {
    download(`${stem}.json`, writeArchiveFile(runs), "application/json");
    return;
  }
  const remote = await engine();
  const weights: WeightsFile[] = [];
  for (const { id } of summaries) weights.push(...(await remote.readWeights(id)));
  download(`${stem}-with-weights.safetensors`, writeArchiveWithWeights(runs, weights), "application/octet-stream");
}
