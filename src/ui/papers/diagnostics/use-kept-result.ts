import { useEffect, useState } from "react";
import type { Result } from "../../../experiments/schema/result.ts";
import { runArchive } from "../../store/run-archive.ts";

/** The kept run of that name with everything that was recorded; undefined until it is read, and where there is none. */
export function useKeptResult(id: string | undefined): Result | undefined {
  const [result, setResult] = useState<Result | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<Result | undefined> => (id === undefined ? undefined : runArchive.get(id));
    void read().then((next) => {
      if (isCurrent) setResult(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [id]);
  return result;
}
