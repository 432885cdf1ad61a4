import { Button } from "react-aria-components";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { containerKnobs, containerValues, setContainerKnob } from "../../models/document/edit/container-knobs.ts";
import { setField } from "../../models/document/edit/fields.ts";
import { knobFields, type KnobField, type KnobValues } from "../../models/document/knobs.ts";
import type { Pointer } from "../../models/document/problem.ts";
import { slotsOf, type ContainerItem, type ParallelItem } from "../../models/document/types.ts";
import { titleOf } from "../architecture/row-text.ts";
import { buildStore, select } from "./build-actions.ts";
import { apply } from "./build-store.ts";
import { KnobControl } from "./knob-control.tsx";

/** Knobs that mean nothing while another is off. */
function isShown({ name }: KnobField, values: KnobValues): boolean {
  return name !== "placement" || values.norm === true;
}

function defaultsOf(item: ContainerItem): KnobValues {
  const own = Object.fromEntries(knobFields(containerKnobs(item.kind)).map((field) => [field.name, field.default]));
  // What was wrapped anew: a residual brings a norm.
  return item.kind === "residual" ? { ...own, norm: true } : own;
}

function addBranch(pointer: Pointer, { branches }: ParallelItem): void {
  const last = structuredClone(branches[branches.length - 1]);
  const { document } = buildStore.getState();
  apply(buildStore, setField(document, pointer, "branches", [...branches, { ...last, slug: undefined }], CATALOGUE));
}

function Slots({ pointer, item }: { readonly pointer: Pointer; readonly item: ContainerItem }) {
  return (
    <section className="slots" aria-label="Slots">
      {slotsOf(item).map(({ name, entries }) => (
        <div key={name} className="slot">
          <h3 className="note">{name}</h3>
          <ol>
            {entries.map((entry) => (
              <li key={entry.path.join("/")}>
                <Button className="button" onPress={() => select([...pointer, ...entry.path])}>
                  {titleOf(entry.item)}
                </Button>
              </li>
            ))}
          </ol>
        </div>
      ))}
      {item.kind === "parallel" ? (
        <Button className="button" onPress={() => addBranch(pointer, item)}>
          Add a branch
        </Button>
      ) : null}
    </section>
  );
}

interface ContainerFieldsProps {
  readonly pointer: Pointer;
  readonly item: ContainerItem;
  /** The same container in the loaded preset; undefined where it is new. */
  readonly original: ContainerItem | undefined;
}

/** What a container lets one choose, and what stands in its slots. */
export function ContainerFields({ pointer, item, original }: ContainerFieldsProps) {
  const values = containerValues(item);
  const before = original === undefined ? defaultsOf(item) : containerValues(original);
  const norm = original?.kind === "residual" ? original.norm : undefined;
  return (
    <>
      {knobFields(containerKnobs(item.kind))
        .filter((field) => isShown(field, values))
        .map((field) => (
          <KnobControl
            key={field.name}
            field={field}
            value={values[field.name]}
            original={before[field.name]}
            edited={(value) =>
              setContainerKnob(buildStore.getState().document, pointer, { name: field.name, value }, CATALOGUE, norm)
            }
          />
        ))}
      <Slots pointer={pointer} item={item} />
    </>
  );
}
