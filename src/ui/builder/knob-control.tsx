import { Button, Group, Input, NumberField, ToggleButton } from "react-aria-components";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { setKnobs } from "../../models/document/edit/fields.ts";
import type { KnobField } from "../../models/document/knobs.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { JsonValue } from "../../models/document/schema.ts";
import { Icon } from "../components/icon.tsx";
import { SelectField } from "../components/select-field.tsx";
import { Term } from "../components/term.tsx";
import { buildStore } from "./build-actions.ts";
import { apply } from "./build-store.ts";
import { setKnobSnapping } from "./snap-knob.ts";

export interface KnobControlProps {
  readonly pointer: Pointer;
  readonly field: KnobField;
  readonly value: JsonValue;
  /** What the loaded preset has there; its own default where the block is new. */
  readonly original: JsonValue;
}

function set(pointer: Pointer, name: string, value: JsonValue): void {
  apply(buildStore, setKnobs(buildStore.getState().document, pointer, { [name]: value }, CATALOGUE));
}

function setNumber({ pointer, field, value }: KnobControlProps, wanted: number): void {
  const before = typeof value === "number" ? value : 0;
  const { document } = buildStore.getState();
  const { outcome, note } = setKnobSnapping(document, pointer, field.name, { wanted, before }, CATALOGUE);
  if (apply(buildStore, outcome) && note !== undefined) {
    buildStore.setState({ notice: { sentence: note, isProblem: false } });
  }
}

function valueText(value: JsonValue): string {
  return value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}

function Label({ field, original, value, pointer }: KnobControlProps) {
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
            onPress={() => set(pointer, field.name, original)}
          >
            <Icon name="reset" />
          </Button>
        </>
      )}
    </span>
  );
}

function NumberControl(props: KnobControlProps) {
  const { field, value, pointer } = props;
  return (
    <NumberField
      className="field"
      aria-label={field.title}
      value={typeof value === "number" ? value : NaN}
      {...(field.control === "integer" ? { step: 1 } : {})}
      formatOptions={{ useGrouping: false, maximumFractionDigits: field.control === "integer" ? 0 : 12 }}
      onChange={(next) => {
        if (Number.isFinite(next)) setNumber(props, next);
        else if (field.nullMeans !== undefined) set(pointer, field.name, null);
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
  const { pointer, field, value } = props;
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
            onChange={(choice) => set(pointer, field.name, choice)}
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
            onChange={(isOn) => set(pointer, field.name, isOn)}
          >
            {value === true ? "on" : "off"}
          </ToggleButton>
        </div>
      );
  }
}
