import { useState } from "react";
import { Button, Input, Label, TextField, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { Icon } from "../components/icon.tsx";
import { NumberBox } from "../components/number-box.tsx";
import { Problem } from "../components/problem.tsx";
import { Term } from "../components/term.tsx";
import { useDraft, useSession } from "../components/use-stored.ts";
import { draftStore } from "../store/index.ts";
import type { DraftBase } from "../store/draft-store.ts";
import type { DraftChanges } from "../store/draft-changes.ts";
import { isBusy } from "../store/session-view.ts";
import { BudgetField, BudgetUnitField } from "./budget-field.tsx";
import { DataField } from "./data-field.tsx";
import { JouleStepsLine } from "./joule-steps-line.tsx";

const MOST_SEEDS = 64;
const MOST_STEPS = 1_000_000;
const MOST_BATCH = 1_024;
const LONGEST_SEQUENCE = 8_192;

const change = (changes: DraftChanges): void => draftStore.getState().change(changes);

/** A reset for a field that was changed. */
function resetOf(field: keyof DraftChanges, changes: DraftChanges): (() => void) | undefined {
  return changes[field] === undefined ? undefined : () => draftStore.getState().reset(field);
}

function BaseChoice({ base, hasOpened }: { readonly base: DraftBase; readonly hasOpened: boolean }) {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label="Experiment to start from"
      selectedKeys={[base]}
      disallowEmptySelection
      onSelectionChange={([chosen]) => {
        if (chosen === "quick" || chosen === "fair" || chosen === "file") draftStore.getState().setBase(chosen);
      }}
    >
      <ToggleButton id="quick" className="segment">
        Quick look
      </ToggleButton>
      <ToggleButton id="fair" className="segment">
        Fair comparison
      </ToggleButton>
      {hasOpened ? (
        <ToggleButton id="file" className="segment">
          Opened file
        </ToggleButton>
      ) : null}
    </ToggleButtonGroup>
  );
}

function LearningRateField({ base, changes }: { readonly base: Experiment; readonly changes: DraftChanges }) {
  const own = base.learningRates?.join(", ") ?? "";
  const onReset = resetOf("learningRates", changes);
  return (
    <TextField
      className="field"
      aria-label="Learning rate"
      value={changes.learningRates ?? own}
      onChange={(learningRates) => change({ learningRates })}
    >
      <span className="field-label">
        <Term of="learningRate">Learning rate</Term>
        {onReset === undefined ? null : (
          <Button className="reset" aria-label="Reset learning rate" onPress={onReset}>
            <Icon name="reset" />
          </Button>
        )}
      </span>
      <Input className="input number" inputMode="decimal" placeholder="the preset’s own" />
    </TextField>
  );
}

function MoreFields({ base, changes }: { readonly base: Experiment; readonly changes: DraftChanges }) {
  return (
    <div className="form-row">
      <BudgetUnitField base={base} changed={changes.budget} />
      <NumberBox
        label="Batch"
        term="batch"
        value={changes.batch ?? base.batch}
        minimum={1}
        maximum={MOST_BATCH}
        onChange={(batch) => change({ batch })}
        onReset={resetOf("batch", changes)}
      />
      <NumberBox
        label="Sequence length"
        term="sequenceLength"
        value={changes.sequenceLength ?? base.sequenceLength}
        minimum={1}
        maximum={LONGEST_SEQUENCE}
        onChange={(sequenceLength) => change({ sequenceLength })}
        onReset={resetOf("sequenceLength", changes)}
      />
      <NumberBox
        label="Evaluate every"
        term="evaluationCurve"
        value={changes.evaluateEvery ?? base.evaluate.every}
        minimum={1}
        maximum={MOST_STEPS}
        onChange={(evaluateEvery) => change({ evaluateEvery })}
        onReset={resetOf("evaluateEvery", changes)}
      />
      <TextField
        className="field"
        value={changes.tokenizer ?? base.data.tokenizer}
        onChange={(tokenizer) => change({ tokenizer })}
      >
        <Label className="field-label">Tokenizer</Label>
        <Input className="input" />
      </TextField>
    </div>
  );
}

/** The few choices of a run: where it starts from, how long, how often, how fast, and on what. */
export function RunForm({ base, baseName }: { readonly base: Experiment; readonly baseName: DraftBase }) {
  const changes = useDraft((draft) => draft.changes);
  const problem = useDraft((draft) => draft.problem);
  const hasOpened = useDraft((draft) => draft.opened !== undefined);
  const state = useSession((store) => store.view.state);
  const [showsMore, setShowsMore] = useState(false);
  return (
    <section className="run-form" aria-label="Experiment">
      <fieldset className="form-fields">
        <legend className="visually-hidden">Settings of the experiment</legend>
        <div className="form-row">
          <BaseChoice base={baseName} hasOpened={hasOpened} />
          <BudgetField base={base} changed={changes.budget} />
          <NumberBox
            label="Seeds"
            term="seeds"
            value={changes.seeds ?? base.seeds.length}
            minimum={1}
            maximum={MOST_SEEDS}
            onChange={(seeds) => change({ seeds })}
            onReset={resetOf("seeds", changes)}
          />
          <LearningRateField base={base} changes={changes} />
          <DataField base={base} changes={changes} />
          <ToggleButton className="button quiet-button" isSelected={showsMore} onChange={setShowsMore}>
            {showsMore ? "Fewer settings" : "More settings"}
          </ToggleButton>
        </div>
        {showsMore ? <MoreFields base={base} changes={changes} /> : null}
        {(changes.budget ?? base.budget).joules === undefined ? null : <JouleStepsLine base={base} changes={changes} />}
      </fieldset>
      {isBusy(state) ? <p className="note">A session is under way: what is changed here is for the next one.</p> : null}
      {problem === undefined ? null : <Problem sentence={problem} />}
    </section>
  );
}
