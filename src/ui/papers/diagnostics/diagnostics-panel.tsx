import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { sentenceOf } from "../../../lib/failure.ts";
import { formatNumber } from "../../../lib/format.ts";
import { isComputedDiagnostic, isResultDiagnostic, isTrainedDiagnostic } from "../../../papers/card.ts";
import type { PaperCard } from "../../../papers/card.ts";
import { engine } from "../../../workers/client.ts";
import type { DiagnosticReport, Finding } from "../../../workers/protocol.ts";
import { Problem } from "../../components/problem.tsx";
import { FindingChart } from "./finding-chart.tsx";
import { ResultFindings } from "./result-findings.tsx";

type Answer<Value> = { readonly value: Value } | { readonly sentence: string };

async function answered<Value>(ask: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await ask() };
  } catch (thrown) {
    return { sentence: sentenceOf(thrown) };
  }
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <div className="growths">
      {findings.map((finding) => (
        <FindingChart key={finding.title} finding={finding} />
      ))}
    </div>
  );
}

/** What the card's documents tell by themselves, computed when the page is opened. */
function ComputedFindings({ slug }: { readonly slug: string }) {
  const [answer, setAnswer] = useState<Answer<readonly Finding[]> | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void answered(async () => (await engine()).findings(slug)).then((next) => {
      if (isCurrent) setAnswer(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [slug]);
  if (answer === undefined) return <p className="quiet">Computing …</p>;
  if ("sentence" in answer) return <Problem sentence={answer.sentence} />;
  return <Findings findings={answer.value} />;
}

function Report({ title, seed, step, learningRate, findings }: DiagnosticReport) {
  return (
    <>
      <p className="note">
        {title}, seed {seed}, peak rate {formatNumber(learningRate)}, at step {formatNumber(step)}.
      </p>
      <Findings findings={findings} />
    </>
  );
}

/** What a trained arm tells, when it is asked for: it takes the device for a moment. */
function TrainedFindings({ slug }: { readonly slug: string }) {
  const [answer, setAnswer] = useState<Answer<DiagnosticReport> | "asking" | undefined>(undefined);
  const ask = async (): Promise<void> => {
    setAnswer("asking");
    setAnswer(await answered(async () => (await engine()).diagnose(slug)));
  };
  return (
    <>
      <p className="note">
        Reads the last arm of the running or the last experiment of this page, at the step where it is, on a few
        held-out windows.
      </p>
      <Button className="button" isDisabled={answer === "asking"} onPress={() => void ask()}>
        Look inside the trained network
      </Button>
      {answer === "asking" ? <p className="quiet">Reading …</p> : null}
      {typeof answer === "object" && "sentence" in answer ? <Problem sentence={answer.sentence} /> : null}
      {typeof answer === "object" && "value" in answer ? <Report {...answer.value} /> : null}
    </>
  );
}

/** The card's own diagnostics; nothing where it has none. */
export function DiagnosticsPanel({ card }: { readonly card: PaperCard }) {
  const { slug, diagnostics } = card;
  if (diagnostics.length === 0) return null;
  return (
    <section aria-labelledby="diagnostics-heading">
      <h2 id="diagnostics-heading">A look inside</h2>
      {diagnostics.some(isComputedDiagnostic) ? <ComputedFindings slug={slug} /> : null}
      {diagnostics.some(isTrainedDiagnostic) ? <TrainedFindings slug={slug} /> : null}
      {diagnostics.some(isResultDiagnostic) ? <ResultFindings card={card} /> : null}
    </section>
  );
}
