import type { DatasetReport } from "../../experiments/schema/result.ts";
import { measureOf } from "../../experiments/schema/measure.ts";
import { formatNumber, formatScaled, plural } from "../../lib/format.ts";
import { Term } from "../components/term.tsx";

const HASH_DIGITS = 12;

/** What was trained on: size, tokenizer, hash and the slice that was scored. */
export function DatasetLine({ dataset }: { readonly dataset: DatasetReport }) {
  const { evalSlice } = dataset;
  const { example } = measureOf(dataset);
  const answers = dataset.asks === "label-tokens" ? "labels" : plural(example);
  return (
    <p className="dataset-line note">
      <Term of="dataset">Data</Term> {dataset.title ?? dataset.id}, {formatScaled(dataset.bytes, "B")},{" "}
      {dataset.tokenizer === undefined
        ? ""
        : `${dataset.tokenizer} tokenizer (${formatNumber(dataset.vocabularySize)} entries), `}
      {formatNumber(dataset.trainTokens)} training {plural(example)}; {dataset.verification ?? "not verified"}, SHA-256{" "}
      <span className="number">{dataset.sha256.slice(0, HASH_DIGITS)}…</span>. Scored on{" "}
      {formatNumber(evalSlice.tokens)} held-out {answers}, slice{" "}
      <span className="number">{evalSlice.sha256.slice(0, HASH_DIGITS)}…</span>. {dataset.notes?.join(" ")}
    </p>
  );
}
