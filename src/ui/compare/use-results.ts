import { useEffect, useState } from "react";
import type { Result } from "../../experiments/schema/result.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { runArchive } from "../store/run-archive.ts";

export interface LoadedResults {
  readonly results: ReadonlyMap<string, Result>;
  readonly problem: string | undefined;
}

/** The kept results of these runs, as far as they are read by now. */
export function useResults(ids: readonly string[]): LoadedResults {
  const [loaded, setLoaded] = useState<LoadedResults>({ results: new Map(), problem: undefined });
  const wanted = ids.filter((id) => !loaded.results.has(id)).join(" ");
  useEffect(() => {
    if (wanted === "") return;
    let isCurrent = true;
    const read = async (): Promise<void> => {
      const found = new Map<string, Result>();
      let problem: string | undefined;
      for (const id of wanted.split(" ")) {
        try {
          const result = await runArchive.get(id);
          if (result !== undefined) found.set(id, result);
        } catch (thrown) {
          problem = `A run could not be read (${sentenceOf(thrown)}).`;
        }
      }
      if (isCurrent && (found.size > 0 || problem !== undefined)) {
        setLoaded(({ results }) => ({ results: new Map([...results, ...found]), problem }));
      }
    };
    void read();
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  return loaded;
}
