import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from "react-aria-components";
import { Icon } from "./icon.tsx";

export interface SelectOption<Id extends string> {
  readonly id: Id;
  readonly title: string;
  readonly description?: string;
}

export interface SelectFieldProps<Id extends string> {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly isLabelHidden?: boolean;
  readonly options: readonly SelectOption<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly isDisabled?: boolean;
}

/** One of several, in a list that opens. */
export function SelectField<Id extends string>(props: SelectFieldProps<Id>) {
  const { label, isLabelHidden = false, options, value, onChange, isDisabled = false } = props;
  return (
    <Select
      className="field"
      value={value}
      isDisabled={isDisabled}
      onChange={(id) => {
        const chosen = options.find((option) => option.id === id);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      {...(isLabelHidden ? { "aria-label": label } : {})}
    >
      {isLabelHidden ? null : <Label className="field-label">{label}</Label>}
      <Button className="select-button">
        <SelectValue className="select-value">
          {options.find((option) => option.id === value)?.title ?? value}
        </SelectValue>
        <Icon name="chevron-down" />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="list-box" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.title} className="list-item">
              <Text slot="label">{option.title}</Text>
              {option.description === undefined ? null : (
                <Text slot="description" className="quiet">
                  {option.description}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
