import { Button } from "react-aria-components";
import type { Result, RunRecord } from "../../experiments/schema/result.ts";
import { formatBytes } from "../../lib/bytes.ts";
import { formatNumber, formatScaled, formatSigned } from "../../lib/format.ts";
import type { EvaluatedForm, KeptWeights, MergedWeights } from "../../workers/protocol.ts";
import { Icon } from "../components/icon.tsx";
import { download, fileStem } from "../files/download.ts";
import { againstEnd, evaluationWords } from "./evaluation-words.ts";
import type { Outcome } from "./use-weights-work.ts";

/** How a count stands against the trained form's. */
function change(before: number, after: number): string {
  return before === after ? "as before" : `${formatSigned(100 * (after / before - 1))} %`;
}

const FORM_ROWS: readonly (readonly [string, (form: EvaluatedForm) => number, (value: number) => string])[] = [
  ["parameters", ({ parameters }) => parameters, formatNumber],
  ["dispatches of an evaluation pass", ({ dispatches }) => dispatches, formatNumber],
  ["bytes moved", ({ bytesMoved }) => bytesMoved, formatBytes],
  ["operations", ({ flops }) => flops, (value) => formatScaled(value, "FLOP")],
];

function FormsTable({ merged, result }: { readonly merged: MergedWeights; readonly result: Result }) {
  const { before, after } = merged;
  return (
    <div className="wide-scroll" role="group" aria-label="Before and after the merge" tabIndex={0}>
      <table className="table compact">
        <thead>
          <tr>
            <td />
            <th scope="col">as trained</th>
            <th scope="col">merged</th>
            <th scope="col">change</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">held-out data</th>
            <td>{evaluationWords(before.evaluation, result.dataset)}</td>
            <td>{evaluationWords(after.evaluation, result.dataset)}</td>
            <td />
          </tr>
          {FORM_ROWS.map(([name, countOf, words]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{words(countOf(before))}</td>
              <td className="number">{words(countOf(after))}</td>
              <td className="number">{change(countOf(before), countOf(after))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Merged({ merged, title, result }: { merged: MergedWeights; title: string; result: Result }) {
  const { blocks, windows, relativeDifference, otherAnswers } = merged;
  const answers =
    otherAnswers === undefined
      ? ""
      : otherAnswers === 0
        ? " Every likeliest class is the same."
        : ` ${otherAnswers} likeliest classes are others.`;
  const open = async (): Promise<void> => {
    const { openContent } = await import("../share/open-content.ts");
    await openContent({ kind: "document", document: { ...merged.document } });
  };
  return (
    <>
      <p>
        {blocks} blocks merged. Over {formatNumber(windows)} held-out examples no loss changed by more than{" "}
        {formatNumber(relativeDifference, 2)} of the mean loss; both forms ran in float32 on this device.{answers}
      </p>
      <FormsTable merged={merged} result={result} />
      <p className="note">Counted on the plans of both forms; no measured times.</p>
      <div className="controls">
        <Button
          className="button"
          onPress={() =>
            download(
              `${fileStem(`${title} merged weights`, new Date())}.safetensors`,
              merged.file,
              "application/octet-stream",
            )
          }
        >
          <Icon name="export" />
          Download merged weights
        </Button>
        <Button className="button" onPress={() => void open()}>
          Open merged document in Build
        </Button>
      </div>
    </>
  );
}

/** The run of a result that kept weights are of. */
function runOf({ arms }: Result, { key }: KeptWeights): RunRecord | undefined {
  const arm = arms.find(({ id }) => id === key.arm);
  return arm?.runs.find(({ seed, learningRate }) => seed === key.seed && learningRate === key.peakLearningRate);
}

interface OutcomeProps {
  readonly outcome: Outcome;
  readonly of: KeptWeights;
  readonly title: string;
  readonly result: Result;
}

/** What kept weights wrote, came to, or were merged into. */
export function WeightsOutcome({ outcome, of, title, result }: OutcomeProps) {
  const { dataset } = result;
  return (
    <>
      <p className="note">
        {title}, seed {of.key.seed}, rate {of.key.peakLearningRate}
      </p>
      {outcome.done === "written" ? (
        <p className="sample-text">
          <b>{outcome.prompt}</b>
          {outcome.text}
        </p>
      ) : outcome.done === "merged" ? (
        <Merged merged={outcome.merged} title={title} result={result} />
      ) : (
        <p>
          <b>{evaluationWords(outcome.evaluation, dataset)}</b> on {formatNumber(outcome.evaluation.targets)} held-out
          answers.{" "}
          {againstEnd(outcome.evaluation, runOf(result, of)?.final, outcome.datasetSha256 === dataset.sha256, dataset)}
        </p>
      )}
    </>
  );
}
