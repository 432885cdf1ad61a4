import { useState } from "react";
import { Button } from "react-aria-components";
import { sentenceOf } from "../../lib/failure.ts";
import { presetById } from "../../models/presets/index.ts";
import { engine } from "../../workers/client.ts";
import type { Budget, LeverName } from "../../workers/protocol.ts";
import { SelectField } from "../components/select-field.tsx";
import { buildStore } from "./build-actions.ts";
import { settingOf, useDevice } from "./use-build.ts";

const BUDGETS: Readonly<Record<Budget, string>> = {
  parameters: "parameters",
  flopsPerToken: "work per token",
  stateBytes: "state bytes",
  seconds: "predicted seconds",
  joules: "arithmetic energy",
};
const LEVERS: Readonly<Record<LeverName | "any", string>> = {
  any: "one number, the first that reaches it",
  hidden: "hidden width",
  width: "width",
  depth: "passes",
};

/** What each changes; the sentence of the match names the number and both of its values. */
const LEVER_HELP: Readonly<Record<LeverName | "any", string>> = {
  any: "Tries hidden widths, then the width, then passes; never two of these at once.",
  hidden: "Inside the channel mixers; of several, all in proportion.",
  width: "Width of the stream, and what follows from it.",
  depth: "Passes of the outermost repeat.",
};

const options = <Id extends string>(titles: Readonly<Record<Id, string>>) =>
  (Object.entries(titles) as [Id, string][]).map(([id, title]) => ({ id, title }));

/** Makes the document cost what the baseline does, in one chosen number. */
export function MatchForm() {
  const [budget, setBudget] = useState<Budget>("parameters");
  const [lever, setLever] = useState<LeverName | "any">("any");
  const [isBusy, setIsBusy] = useState(false);
  const [device] = useDevice();
  const match = async (): Promise<void> => {
    const { document: candidate, baseline } = buildStore.getState();
    setIsBusy(true);
    try {
      const request = {
        candidate,
        baseline: presetById(baseline).document,
        budget,
        lever: lever === "any" ? undefined : lever,
        setting: settingOf(baseline),
        device,
      };
      const { document, sentence, isMatched } = await (await engine()).match(request);
      const isUnchanged = buildStore.getState().document === candidate;
      const notice = isUnchanged ? sentence : "The document was changed while it was being matched. Match again.";
      buildStore.setState({
        ...(document === undefined || !isUnchanged ? {} : { document }),
        notice: { sentence: notice, isProblem: !isMatched || !isUnchanged },
      });
    } catch (thrown) {
      buildStore.setState({ notice: { sentence: sentenceOf(thrown), isProblem: true } });
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <div className="match-form" role="group" aria-label="Match the baseline">
      <SelectField label="Hold equal" options={options(BUDGETS)} value={budget} onChange={setBudget} />
      <SelectField
        label="by changing"
        options={options(LEVERS).map((option) => ({ ...option, description: LEVER_HELP[option.id] }))}
        value={lever}
        onChange={setLever}
      />
      <Button className="button" id="match-baseline" isDisabled={isBusy} onPress={() => void match()}>
        {isBusy ? "Matching …" : `Match ${BUDGETS[budget]}`}
      </Button>
    </div>
  );
}
