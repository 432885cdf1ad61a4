import type { Experiment } from "../../experiments/schema/experiment.ts";
import { NumberBox } from "../components/number-box.tsx";
import { SelectField } from "../components/select-field.tsx";
import type { GlossaryTerm } from "../glossary.ts";
import { draftStore } from "../store/index.ts";

type Budget = Experiment["budget"];
type BudgetUnit = keyof Budget;

interface UnitOfBudget {
  readonly title: string;
  readonly term: GlossaryTerm;
  /** What the box begins with when the unit is chosen; a step of it, and the most. */
  readonly first: number;
  readonly step: number;
  readonly most: number;
  readonly description: string;
}

const UNITS: Record<BudgetUnit, UnitOfBudget> = {
  steps: {
    title: "Steps",
    term: "steps",
    first: 300,
    step: 1,
    most: 1e6,
    description: "Equal updates of the weights.",
  },
  tokens: { title: "Tokens", term: "tokens", first: 100_000, step: 1, most: 1e12, description: "Equal text." },
  seconds: {
    title: "Seconds",
    term: "seconds",
    first: 60,
    step: 1,
    most: 1e6,
    description: "As many steps as this device does in the time. On a software adapter that ranks nothing.",
  },
  joules: {
    title: "Joules (proxy)",
    term: "joules",
    first: 0.1,
    step: 0.001,
    most: 1e9,
    description: "As many steps as the counted operations allow at tabulated prices.",
  },
};

const UNIT_NAMES = Object.keys(UNITS) as BudgetUnit[];

function unitOf(budget: Budget): BudgetUnit {
  return UNIT_NAMES.find((unit) => budget[unit] !== undefined) ?? "steps";
}

interface FieldProps {
  readonly base: Experiment;
  readonly changed: Budget | undefined;
}

/** How long each run trains, in the budget's own unit. */
export function BudgetField({ base, changed }: FieldProps) {
  const budget = changed ?? base.budget;
  const unit = unitOf(budget);
  const { title, term, step, most } = UNITS[unit];
  return (
    <NumberBox
      label={title}
      term={term}
      value={budget[unit] ?? NaN}
      minimum={step}
      maximum={most}
      step={step}
      onChange={(amount) => draftStore.getState().change({ budget: { [unit]: amount } })}
      onReset={changed === undefined ? undefined : () => draftStore.getState().reset("budget")}
    />
  );
}

/** What the arms get equal amounts of. */
export function BudgetUnitField({ base, changed }: FieldProps) {
  return (
    <SelectField
      label="Budget in"
      options={UNIT_NAMES.map((id) => ({ id, title: UNITS[id].title, description: UNITS[id].description }))}
      value={unitOf(changed ?? base.budget)}
      onChange={(unit) => draftStore.getState().change({ budget: { [unit]: base.budget[unit] ?? UNITS[unit].first } })}
    />
  );
}
