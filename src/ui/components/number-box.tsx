import { Button, Group, Input, NumberField } from "react-aria-components";
import type { GlossaryTerm } from "../glossary.ts";
import { Term } from "./term.tsx";
import { Icon } from "./icon.tsx";

export interface NumberBoxProps {
  readonly label: string;
  readonly term: GlossaryTerm;
  /** NaN shows an empty box. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly minimum: number;
  readonly maximum: number;
  readonly step?: number;
  /** Shown when the value differs from the experiment's own. */
  readonly onReset?: (() => void) | undefined;
  readonly isDisabled?: boolean;
}

const WHOLE = { useGrouping: true, maximumFractionDigits: 0 } as const;
const THOUSANDTHS = { useGrouping: true, maximumFractionDigits: 3 } as const;

/** A number, whole unless its step is a fraction, with steppers, its meaning on its label, and a way back to the experiment's own value. */
export function NumberBox(props: NumberBoxProps) {
  const { label, term, value, onChange, minimum, maximum, step = 1, onReset, isDisabled = false } = props;
  return (
    <NumberField
      className="field"
      aria-label={label}
      value={value}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
      minValue={minimum}
      maxValue={maximum}
      step={step}
      formatOptions={step < 1 ? THOUSANDTHS : WHOLE}
      isDisabled={isDisabled}
    >
      <span className="field-label">
        <Term of={term}>{label}</Term>
        {onReset === undefined ? null : (
          <Button slot={null} className="reset" aria-label={`Reset ${label.toLowerCase()}`} onPress={onReset}>
            <Icon name="reset" />
          </Button>
        )}
      </span>
      <Group className="number-group">
        <Button slot="decrement" className="stepper">
          <Icon name="minus" />
        </Button>
        <Input className="input number" />
        <Button slot="increment" className="stepper">
          <Icon name="plus" />
        </Button>
      </Group>
    </NumberField>
  );
}
