import { Button, Group, Input, NumberField, ToggleButton } from "react-aria-components";
import type { EditOutcome } from "../../models/document/edit/outcome.ts";
import type { KnobField } from "../../models/document/knobs.ts";
import type { JsonValue } from "../../models/document/schema.ts";
import { Icon } from "../components/icon.tsx";
import { SelectField } from "../components/select-field.tsx";
import { Term } from "../components/term.tsx";
import { buildStore } from "./build-actions.ts";
import { apply } from "./build-store.ts";
import { snapToLegal } from "./snap-knob.ts";

export interface KnobControlProps {
  readonly field: KnobField;
  readonly value: JsonValue;
  /** What the loaded preset has there; its own default where the block is new. */
  readonly original: JsonValue;
  /** The document with another value there, or why there is none. */
  readonly edited: (value: JsonValue) => EditOutcome;
}

function set({ edited }: KnobControlProps, value: JsonValue): void {
  apply(buildStore, edited(value));
}

function setNumber({ edited, value }: KnobControlProps, wanted: number): void {
  const before = typeof value === "number" ? value : 0;
  const { outcome, note } = snapToLegal(edited, { wanted, before });
  if (apply(buildStore, outcome) && note !== undefined) {
    buildStore.setState({ notice: { sentence: note, isProblem: false } });
  }
}

function valueText(value: JsonValue): string {
  return value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}

function Label(props: KnobControlProps) {
  const { field, original, value } = props;
  const entry = {
    title: field.title,
    what: field.help,
    how: `Default: ${valueText(field.default)}${field.nullMeans === undefined ? "" : `; empty: ${field.nullMeans}`}.`,
    doesNotTell: "",
  };
  return (
    <span className="field-label">
      <Term of={entry}>{field.title}</Term>
      {value === original ? null : (
        <>
          <span className="chip">modified</span>
          <Button
            slot={null}
            className="reset"
            aria-label={`Reset ${field.title.toLowerCase()} to ${valueText(original)}`}
            onPress={() => set(props, original)}
          >
            <Icon name="reset" />
          </Button>
        </>
      )}
    </span>
  );
}

function NumberControl(props: KnobControlProps) {
  const { field, value } = props;
  return (
    <NumberField
      className="field"
      aria-label={field.title}
      value={typeof value === "number" ? value : NaN}
      {...(field.control === "integer" ? { step: 1 } : {})}
      formatOptions={{ useGrouping: false, maximumFractionDigits: field.control === "integer" ? 0 : 12 }}
      onChange={(next) => {
        if (Number.isFinite(next)) setNumber(props, next);
        else if (field.nullMeans !== undefined) set(props, null);
      }}
    >
      <Label {...props} />
      <Group className="number-group">
        <Button slot="decrement" className="stepper">
          <Icon name="minus" />
        </Button>
        <Input className="input number" placeholder={field.nullMeans ?? ""} />
        <Button slot="increment" className="stepper">
          <Icon name="plus" />
        </Button>
      </Group>
    </NumberField>
  );
}

/** The control of a knob, drawn from its schema alone. */
export function KnobControl(props: KnobControlProps) {
  const { field, value } = props;
  switch (field.control) {
    case "integer":
    case "number":
      return <NumberControl {...props} />;
    case "choice":
      return (
        <div className="field">
          <Label {...props} />
          <SelectField
            label={field.title}
            isLabelHidden
            options={(field.choices ?? []).map((choice) => ({ id: choice, title: choice }))}
            value={valueText(value)}
            onChange={(choice) => set(props, choice)}
          />
        </div>
      );
    case "toggle":
      return (
        <div className="field">
          <Label {...props} />
          <ToggleButton
            className="toggle"
            aria-label={field.title}
            isSelected={value === true}
            onChange={(isOn) => set(props, isOn)}
          >
            {value === true ? "on" : "off"}
          </ToggleButton>
        </div>
      );
  }
}
