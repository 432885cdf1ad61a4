import { useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { useStore } from "zustand";
import type { Result } from "../../experiments/schema/result.ts";
import { formatBytes } from "../../lib/bytes.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { engine } from "../../workers/client.ts";
import type { KeptWeights } from "../../workers/protocol.ts";
import { Icon } from "../components/icon.tsx";
import { Problem } from "../components/problem.tsx";
import { deletedWeightsStore, deleteWeights, restoreWeights, saveWeights } from "./run-weights.ts";
import { bytesOfWeights, weightsStore } from "./weights-store.ts";

interface Written {
  readonly by: string;
  readonly prompt: string;
  readonly text: string;
}

interface RowProps {
  readonly entry: KeptWeights;
  readonly title: string;
  readonly isWriting: boolean;
  /** Undefined where no text is asked. */
  readonly onWrite: (() => void) | undefined;
}

function WeightsRow({ entry, title, isWriting, onWrite }: RowProps) {
  const { seed, peakLearningRate } = entry.key;
  const named = `${title}, seed ${seed}, rate ${peakLearningRate}`;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="number">{seed}</td>
      <td className="number">{peakLearningRate}</td>
      <td className="number">{formatBytes(entry.bytes)}</td>
      <td>
        <div className="controls">
          <Button
            className="button"
            aria-label={`Download the weights of ${named}`}
            onPress={() => void saveWeights(entry, title)}
          >
            <Icon name="export" />
            Download
          </Button>
          {onWrite === undefined ? null : (
            <Button
              className="button"
              isDisabled={isWriting}
              aria-label={`Continue the prompt with ${named}`}
              onPress={onWrite}
            >
              Continue
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

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

/** Writes with kept weights, one text at a time. */
function useWriting(id: string) {
  const [isWriting, setIsWriting] = useState(false);
  const [written, setWritten] = useState<Written | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const write = async (entry: KeptWeights, by: string, prompt: string): Promise<void> => {
    setIsWriting(true);
    setProblem(undefined);
    try {
      const text = await (await engine()).writeFromWeights(id, entry.key, prompt);
      setWritten({ by, prompt, text });
    } catch (thrown) {
      setProblem(sentenceOf(thrown));
    }
    setIsWriting(false);
  };
  return { isWriting, written, problem, write };
}

/** As the result lists its runs: by arm, then seed, then rate. */
function inOrder(weights: readonly KeptWeights[], { arms }: Result): KeptWeights[] {
  const placeOf = ({ key }: KeptWeights): number => arms.findIndex(({ id }) => id === key.arm);
  return [...weights].sort(
    (a, b) => placeOf(a) - placeOf(b) || a.key.seed - b.key.seed || a.key.peakLearningRate - b.key.peakLearningRate,
  );
}

function WeightsTable({ weights, result }: { readonly weights: readonly KeptWeights[]; readonly result: Result }) {
  const [prompt, setPrompt] = useState(result.experiment.samples?.prompt ?? "The ");
  const { isWriting, written, problem, write } = useWriting(weights[0].session);
  const { asks } = result.dataset;
  const writesText = asks === undefined || asks === "next-token";
  const titleOf = ({ key }: KeptWeights): string => result.arms.find(({ id }) => id === key.arm)?.title ?? key.arm;
  const byOf = (entry: KeptWeights): string => `${titleOf(entry)}, seed ${entry.key.seed}`;
  return (
    <>
      {writesText ? (
        <TextField className="field weights-prompt" value={prompt} onChange={setPrompt}>
          <Label className="field-label">Prompt</Label>
          <Input className="input" />
        </TextField>
      ) : null}
      <div className="wide-scroll" role="group" aria-label="Table of kept weights" tabIndex={0}>
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">arm</th>
              <th scope="col">seed</th>
              <th scope="col">rate</th>
              <th scope="col">size</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {inOrder(weights, result).map((entry) => (
              <WeightsRow
                key={JSON.stringify(entry.key)}
                entry={entry}
                title={titleOf(entry)}
                isWriting={isWriting}
                onWrite={writesText ? () => void write(entry, byOf(entry), prompt) : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      {problem === undefined ? null : <Problem sentence={problem} />}
      <div role="status">
        {isWriting ? <p className="quiet">Writing …</p> : null}
        {written === undefined || isWriting ? null : (
          <>
            <p className="note">{written.by}</p>
            <p className="sample-text">
              <b>{written.prompt}</b>
              {written.text}
            </p>
          </>
        )}
      </div>
    </>
  );
}

/** The trained weights that are kept of a run: take them along, write with them, or give their space back. */
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
