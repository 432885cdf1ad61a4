import { CATALOGUE } from "../../models/blocks/index.ts";
import { setField, type EditedField } from "../../models/document/edit/fields.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { ContainerItem } from "../../models/document/types.ts";
import { NumberBox } from "../components/number-box.tsx";
import { SelectField } from "../components/select-field.tsx";
import { buildStore } from "./build-actions.ts";
import { apply } from "./build-store.ts";

interface Choice {
  readonly field: EditedField;
  readonly label: string;
  readonly now: string;
  /** Titles by what is written into the document. */
  readonly options: readonly { readonly id: string; readonly title: string; readonly value: unknown }[];
}

function choice(field: EditedField, label: string, now: string, words: readonly (readonly [string, string])[]): Choice {
  return { field, label, now, options: words.map(([id, title]) => ({ id, title, value: id })) };
}

function choicesOf(item: ContainerItem): readonly Choice[] {
  switch (item.kind) {
    case "residual": {
      const placement = choice("placement", "Norm stands", item.placement ?? "pre", [
        ["pre", "before the branch"],
        ["post", "after the sum"],
      ]);
      const norm: Choice = {
        field: "norm",
        label: "Norm",
        now: item.norm === undefined ? "no" : "yes",
        options: [
          { id: "yes", title: "with a norm", value: item.norm ?? { kind: "norm" } },
          { id: "no", title: "without", value: undefined },
        ],
      };
      return item.norm === undefined ? [norm] : [norm, placement];
    }
    case "repeat":
      return [
        choice("sharing", "Weights", item.sharing ?? "each", [
          ["each", "of each pass its own"],
          ["one", "one set for all passes"],
        ]),
        choice("inject", "Input", item.inject ?? "none", [
          ["none", "enters once"],
          ["add", "is added at every pass"],
        ]),
      ];
    case "parallel":
      return [
        choice("join", "Branches are", item.join, [
          ["sum", "summed"],
          ["gate", "multiplied"],
          ["concat", "concatenated"],
        ]),
      ];
    default:
      return [];
  }
}

function set(pointer: Pointer, field: EditedField, value: unknown): void {
  apply(buildStore, setField(buildStore.getState().document, pointer, field, value, CATALOGUE));
}

/** What a container lets one choose. */
export function ContainerFields({ pointer, item }: { readonly pointer: Pointer; readonly item: ContainerItem }) {
  return (
    <>
      {item.kind === "repeat" ? (
        <NumberBox
          label="Passes"
          term="passes"
          value={item.times}
          onChange={(times) => set(pointer, "times", times)}
          minimum={1}
          maximum={1_024}
        />
      ) : null}
      {item.kind === "sequence" ? (
        <NumberBox
          label="Skip"
          term="skip"
          value={item.skip ?? 1}
          onChange={(skip) => set(pointer, "skip", skip)}
          minimum={1}
          maximum={8}
        />
      ) : null}
      {choicesOf(item).map(({ field, label, now, options }) => (
        <SelectField
          key={field}
          label={label}
          options={options}
          value={now}
          onChange={(id) => set(pointer, field, options.find((option) => option.id === id)?.value)}
        />
      ))}
    </>
  );
}
