import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { formatBytes } from "../../lib/bytes.ts";
import type { KeptWeights } from "../../workers/protocol.ts";
import { Icon } from "../components/icon.tsx";
import { SelectField } from "../components/select-field.tsx";
import type { SelectOption } from "../components/select-field.tsx";
import { useSettings } from "../components/use-stored.ts";
import { bytesOfWeights, weightsStore } from "../runs/weights-store.ts";
import { settingsStore } from "../store/index.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { WEIGHTS_MEGABYTES } from "../store/settings-store.ts";
import { saveAllRuns } from "./save-runs.ts";

const LIMITS: readonly SelectOption<string>[] = WEIGHTS_MEGABYTES.map((megabytes) => ({
  id: `${megabytes}`,
  title: megabytes === 0 ? "none of later runs" : `up to ${formatBytes(megabytes * 1e6)}`,
  description:
    megabytes === 0
      ? "What is kept already stays until it is deleted with its run."
      : "Of the newest runs: when a run ends, the weights written longest ago make room.",
}));

/** What the browser's store holds and may hold; undefined where it does not tell. */
function useQuota(runs: unknown, weights: unknown): string | undefined {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    void navigator.storage.estimate().then(({ usage, quota }) => {
      if (usage !== undefined && quota !== undefined) {
        setText(`${formatBytes(usage)} kept in this browser, of ${formatBytes(quota)} that it allows`);
      }
    });
  }, [runs, weights]);
  return text;
}

function weightsText(weights: readonly KeptWeights[]): string {
  const sessions = new Set(weights.map(({ session }) => session)).size;
  return `${formatBytes(bytesOfWeights(weights))} of it trained weights, of ${sessions} ${sessions === 1 ? "run" : "runs"}`;
}

/** The room that kept runs and their weights take, how much weights may take, and all of it as one file. */
export function KeptSpace({ runs }: { readonly runs: readonly RunSummary[] | undefined }) {
  const { weights = [] } = useStore(weightsStore);
  const { weightsMegabytes } = useSettings();
  const quota = useQuota(runs, weights);
  const isEmpty = (runs ?? []).length === 0;
  return (
    <div className="kept-space">
      <p className="note">
        {quota}
        {quota === undefined ? "" : "; "}
        {weightsText(weights)}.
      </p>
      <SelectField
        label="Keep trained weights"
        options={LIMITS}
        value={`${weightsMegabytes}`}
        onChange={(id) =>
          settingsStore.setState({
            weightsMegabytes: WEIGHTS_MEGABYTES.find((megabytes) => `${megabytes}` === id) ?? weightsMegabytes,
          })
        }
      />
      <Button className="button" isDisabled={isEmpty} onPress={() => void saveAllRuns(false)}>
        <Icon name="export" />
        Save all runs, without weights
      </Button>
      <Button className="button" isDisabled={isEmpty || weights.length === 0} onPress={() => void saveAllRuns(true)}>
        <Icon name="export" />
        Save all runs with weights
      </Button>
      <p className="note">Drop such a file on the page, or open it with O, to read its runs in.</p>
    </div>
  );
}
