import { useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import type { Result } from "../../experiments/schema/result.ts";
import { formatBytes } from "../../lib/bytes.ts";
import { hasBranches } from "../../models/document/branched.ts";
import type { KeptWeights } from "../../workers/protocol.ts";
import { Icon } from "../components/icon.tsx";
import { Problem } from "../components/problem.tsx";
import { Term } from "../components/term.tsx";
import { saveWeights } from "./run-weights.ts";
import { useWeightsWork, type WeightsWork } from "./use-weights-work.ts";
import { WeightsOutcome } from "./weights-outcome.tsx";

interface RowProps {
  readonly entry: KeptWeights;
  readonly title: string;
  readonly work: WeightsWork;
  /** Undefined where no text is asked. */
  readonly prompt: string | undefined;
  readonly isBranched: boolean;
}

function WeightsRow({ entry, title, work, prompt, isBranched }: RowProps) {
  const { seed, peakLearningRate } = entry.key;
  const named = `${title}, seed ${seed}, rate ${peakLearningRate}`;
  const isDisabled = work.doing !== undefined;
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
            isDisabled={isDisabled}
            aria-label={`Evaluate ${named}`}
            onPress={() => void work.evaluate(entry)}
          >
            Evaluate
          </Button>
          {prompt === undefined ? null : (
            <Button
              className="button"
              isDisabled={isDisabled}
              aria-label={`Continue the prompt with ${named}`}
              onPress={() => void work.write(entry, prompt)}
            >
              Continue
            </Button>
          )}
          {isBranched ? (
            <Button
              className="button"
              isDisabled={isDisabled}
              aria-label={`Merge the branches of ${named}`}
              onPress={() => void work.merge(entry)}
            >
              Merge
            </Button>
          ) : null}
          <Button
            className="button"
            aria-label={`Download the weights of ${named}`}
            onPress={() => void saveWeights(entry, title)}
          >
            <Icon name="export" />
            Download
          </Button>
        </div>
      </td>
    </tr>
  );
}

/** As the result lists its runs: by arm, then seed, then rate. */
function inOrder(weights: readonly KeptWeights[], { arms }: Result): KeptWeights[] {
  const placeOf = ({ key }: KeptWeights): number => arms.findIndex(({ id }) => id === key.arm);
  return [...weights].sort(
    (a, b) => placeOf(a) - placeOf(b) || a.key.seed - b.key.seed || a.key.peakLearningRate - b.key.peakLearningRate,
  );
}

interface TableProps {
  readonly weights: readonly KeptWeights[];
  readonly result: Result;
}

/** Kept weights run by run, and what they are put to. */
export function WeightsTable({ weights, result }: TableProps) {
  const { experiment, dataset, arms } = result;
  const [prompt, setPrompt] = useState(experiment.samples?.prompt ?? "The ");
  const work = useWeightsWork(experiment);
  const writesText = dataset.asks === undefined || dataset.asks === "next-token";
  const armOf = ({ key }: KeptWeights) => arms.find(({ id }) => id === key.arm);
  const titleOf = (entry: KeptWeights): string => armOf(entry)?.title ?? entry.key.arm;
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
              <th scope="col">
                <Term of="seeds">seed</Term>
              </th>
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
                work={work}
                prompt={writesText ? prompt : undefined}
                isBranched={hasBranches(armOf(entry)?.document)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {work.problem === undefined ? null : <Problem sentence={work.problem} />}
      <div role="status">
        {work.doing === undefined ? null : <p className="quiet">{work.doing} …</p>}
        {work.outcome === undefined || work.of === undefined ? null : (
          <WeightsOutcome outcome={work.outcome} of={work.of} title={titleOf(work.of)} result={result} />
        )}
      </div>
    </>
  );
}
