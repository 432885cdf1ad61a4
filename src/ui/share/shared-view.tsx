import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { sentenceOf } from "../../lib/failure.ts";
import type { SharedContent } from "../../sharing/content.ts";
import { readFragment } from "../../sharing/link.ts";
import { Problem } from "../components/problem.tsx";
import { useAdapter } from "../components/use-stored.ts";
import { draftStore } from "../store/index.ts";
import { ClaimTable } from "./claim-table.tsx";
import { ExperimentFacts } from "./experiment-facts.tsx";
import { openContent, rerunAndCompare } from "./open-content.ts";

type Opened =
  | { readonly status: "opening" }
  | { readonly status: "refused"; readonly sentence: string }
  | { readonly status: "open"; readonly content: SharedContent };

const NOUNS: Record<SharedContent["kind"], string> = {
  document: "an architecture",
  experiment: "an experiment",
  result: "an experiment and what it came to",
};

function titleOf(content: SharedContent): string {
  if (content.kind !== "document") return content.experiment.title ?? "An experiment";
  return typeof content.document.name === "string" ? content.document.name : "An architecture";
}

function Acts({ content }: { readonly content: SharedContent }) {
  const adapter = useAdapter();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const attempt = (act: Promise<void>): void => {
    act.catch((thrown: unknown) => setProblem(sentenceOf(thrown)));
  };
  const needsText = content.kind !== "document" && content.experiment.data.file !== undefined;
  return (
    <>
      <div className="controls">
        <Button className="button" onPress={() => attempt(openContent(content))}>
          Open
        </Button>
        {content.kind === "result" ? (
          <Button
            className="button primary"
            isDisabled={adapter.status !== "ready" || needsText}
            onPress={() => {
              draftStore.getState().report(undefined);
              attempt(rerunAndCompare(content));
            }}
          >
            Re-run and compare
          </Button>
        ) : null}
      </div>
      {needsText ? (
        <p className="note">
          It was trained on a text of its maker’s own, {content.experiment.data.file}, which no link carries. Open it
          and give that text there.
        </p>
      ) : null}
      {problem === undefined ? null : <Problem sentence={problem} />}
    </>
  );
}

/** What a link contains. Nothing is computed until a button is pressed. */
export function SharedView({ fragment }: { readonly fragment: string }) {
  const [opened, setOpened] = useState<Opened>({ status: "opening" });
  useEffect(() => {
    let isCurrent = true;
    readFragment(fragment).then(
      (content) => isCurrent && setOpened({ status: "open", content }),
      (thrown: unknown) => isCurrent && setOpened({ status: "refused", sentence: sentenceOf(thrown) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [fragment]);
  if (opened.status === "opening") return <p className="quiet">Opening the link …</p>;
  if (opened.status === "refused") {
    return (
      <>
        <h1>A link that cannot be opened</h1>
        <Problem sentence={opened.sentence} />
        <p>
          <a href="#train">Go to training</a>
        </p>
      </>
    );
  }
  const { content } = opened;
  return (
    <>
      <div className="card-heading">
        <p className="quiet">This link contains {NOUNS[content.kind]}. Nothing has been started.</p>
        <h1>{titleOf(content)}</h1>
      </div>
      <Acts content={content} />
      {content.kind === "document" ? null : <ExperimentFacts experiment={content.experiment} />}
      {content.kind === "result" ? <ClaimTable digest={content.digest} experiment={content.experiment} /> : null}
      {content.kind === "document" ? (
        <details className="details">
          <summary>The document</summary>
          <pre className="scroll" tabIndex={0}>
            {JSON.stringify(content.document, null, 1)}
          </pre>
        </details>
      ) : null}
    </>
  );
}
