import { Button } from "react-aria-components";
import { useStore } from "zustand";
import type { Result } from "../../experiments/schema/result.ts";
import { formatBytes } from "../../lib/bytes.ts";
import { Icon } from "../components/icon.tsx";
import { deletedWeightsStore, deleteWeights, restoreWeights } from "./run-weights.ts";
import { bytesOfWeights, weightsStore } from "./weights-store.ts";
import { WeightsTable } from "./weights-table.tsx";

function DeletedLine({ id }: { readonly id: string }) {
  const { files } = useStore(deletedWeightsStore);
  if (!files.some(({ session }) => session === id)) return null;
  return (
    <p className="forgotten" role="status">
      The weights of this run were deleted ({formatBytes(bytesOfWeights(files))}); its curves stay.{" "}
      <Button className="button" onPress={() => void restoreWeights(files)}>
        Undo
      </Button>
    </p>
  );
}

/** The trained weights that are kept of a run: take them along, evaluate, write, merge, or give their space back. */
export function WeightsPanel({ id, result }: { readonly id: string; readonly result: Result }) {
  const weights = useStore(weightsStore).weights?.filter(({ session }) => session === id);
  if (weights === undefined) return null;
  return (
    <section className="panel weights" aria-labelledby="weights-heading">
      <div className="panel-heading">
        <h2 id="weights-heading">Trained weights</h2>
        {weights.length === 0 ? null : (
          <Button className="button" onPress={() => void deleteWeights(id)}>
            <Icon name="trash" />
            Delete {formatBytes(bytesOfWeights(weights))}
          </Button>
        )}
      </div>
      <DeletedLine id={id} />
      {weights.length === 0 ? (
        <p className="quiet">
          None are kept of this run: it was stopped or opened from a file, or newer runs needed the room. How much room
          weights may take is set under <a href="#compare">Compare</a>.
        </p>
      ) : (
        <WeightsTable weights={weights} result={result} />
      )}
    </section>
  );
}
