import { useEffect, useState } from "react";
import type { Result } from "../../experiments/schema/result.ts";
import { checkClaim } from "../../sharing/check-claim.ts";
import type { ClaimCheck as Check } from "../../sharing/check-claim.ts";
import { digestOfResult } from "../../sharing/result-digest.ts";
import type { ResultDigest } from "../../sharing/result-digest.ts";
import { ClaimTable } from "./claim-table.tsx";

/** A claim beside its repetition, and whether it holds here. */
export function ClaimCheck({ digest, result }: { readonly digest: ResultDigest; readonly result: Result }) {
  const [check, setCheck] = useState<Check | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void digestOfResult(result).then((again) => {
      const repeated = again ?? { ...digest, arms: [] };
      if (isCurrent) setCheck(checkClaim(digest, repeated, result.experiment.baseline));
    });
    return () => {
      isCurrent = false;
    };
  }, [digest, result]);
  return <ClaimTable digest={digest} experiment={result.experiment} {...(check === undefined ? {} : { check })} />;
}
