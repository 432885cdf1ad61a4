import { useMemo } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { renameSlug, setKnobs } from "../../models/document/edit/fields.ts";
import { placeKnobs, placeValue, setPlaceKnob } from "../../models/document/edit/place-knobs.ts";
import { itemAt } from "../../models/document/edit/places.ts";
import { CONTAINER_HELP } from "../../models/document/edit/wrapping.ts";
import { knobFields, resolveKnobs, type KnobValues } from "../../models/document/knobs.ts";
import { outlineOf, pointerKey } from "../../models/document/outline.ts";
import type { Pointer } from "../../models/document/problem.ts";
import { CONTAINER_KINDS } from "../../models/document/schema.ts";
import { isContainer, type BlockItem, type Item } from "../../models/document/types.ts";
import {
  buildStore,
  duplicateSelection,
  nudgeSelection,
  removeSelection,
  unwrapSelection,
  wrapSelection,
} from "./build-actions.ts";
import { apply, presetDocument } from "./build-store.ts";
import { ContainerFields } from "./container-fields.tsx";
import { KnobControl } from "./knob-control.tsx";
import { definitionOf, titleOf } from "../architecture/row-text.ts";
import { useBuild } from "./use-build.ts";

/** The node of the same address in the loaded preset, if it is of the same kind. */
function useOriginal(address: string | undefined, kind: string | undefined): Item | undefined {
  const preset = useBuild((state) => state.preset);
  return useMemo(() => {
    const item = outlineOf(presetDocument(preset), CATALOGUE).byAddress.get(address ?? "")?.item;
    return item?.kind === kind ? item : undefined;
  }, [preset, address, kind]);
}

function BlockFields({
  pointer,
  item,
  original,
}: {
  readonly pointer: Pointer;
  readonly item: BlockItem;
  readonly original: BlockItem | undefined;
}) {
  const definition = definitionOf(item);
  const values = resolveKnobs(definition.knobs, item.knobs ?? {});
  const before = resolveKnobs(definition.knobs, original?.knobs ?? {});
  const takePreset = (knobs: KnobValues): void => {
    apply(buildStore, setKnobs(buildStore.getState().document, pointer, knobs, CATALOGUE));
  };
  return (
    <>
      <p className="note">{definition.summary}</p>
      <ul className="note">
        {definition.citations.map(({ text, address }) => (
          <li key={text}>
            {address === undefined ? (
              text
            ) : (
              <a href={address} target="_blank" rel="noreferrer">
                {text}
              </a>
            )}
          </li>
        ))}
      </ul>
      {definition.presets === undefined ? null : (
        <div className="toggles" role="group" aria-label="Named settings">
          {definition.presets.map((preset) => (
            <Button key={preset.name} className="button" onPress={() => takePreset(preset.apply(values) as KnobValues)}>
              {preset.name}
            </Button>
          ))}
        </div>
      )}
      {knobFields(definition.knobs).map((field) => (
        <KnobControl
          key={field.name}
          field={field}
          value={values[field.name]}
          original={before[field.name]}
          edited={(value) => setKnobs(buildStore.getState().document, pointer, { [field.name]: value }, CATALOGUE)}
        />
      ))}
    </>
  );
}

/** What the item may be told because of where it stands: its share inside a repeat, a container's stream. */
function PlaceFields({ pointer, item, original }: FieldsProps) {
  const document = useBuild((state) => state.document);
  return placeKnobs(document, pointer).map(({ name, field }) => (
    <KnobControl
      key={name}
      field={field}
      value={placeValue(item, name)}
      original={original === undefined ? field.default : placeValue(original, name)}
      edited={(value) => setPlaceKnob(buildStore.getState().document, pointer, { name, value }, CATALOGUE)}
    />
  ));
}

interface FieldsProps {
  readonly pointer: Pointer;
  readonly item: Item;
  readonly original: Item | undefined;
}

function SlugField({ pointer, slug }: { readonly pointer: Pointer; readonly slug: string }) {
  return (
    <TextField
      key={`${pointerKey(pointer)} ${slug}`}
      className="field"
      defaultValue={slug}
      onBlur={(event) => {
        const next = event.target instanceof HTMLInputElement ? event.target.value : slug;
        if (next !== slug) apply(buildStore, renameSlug(buildStore.getState().document, pointer, next, CATALOGUE));
      }}
    >
      <Label className="field-label">Name in parameters</Label>
      <Input className="input number" />
    </TextField>
  );
}

function Arrange({ isContainer: isOne }: { readonly isContainer: boolean }) {
  return (
    <div className="toggles" role="group" aria-label="Arrange">
      <Button className="button" onPress={() => nudgeSelection(-1)}>
        Move up
      </Button>
      <Button className="button" onPress={() => nudgeSelection(1)}>
        Move down
      </Button>
      <Button className="button" onPress={duplicateSelection}>
        Duplicate
      </Button>
      {isOne ? (
        <Button className="button" onPress={unwrapSelection}>
          Unwrap
        </Button>
      ) : null}
      <Button className="button" onPress={removeSelection}>
        Remove
      </Button>
    </div>
  );
}

function Wrap() {
  return (
    <details className="details">
      <summary>Wrap in a container</summary>
      <ul className="wraps">
        {CONTAINER_KINDS.map((kind) => (
          <li key={kind}>
            <Button className="button" onPress={() => wrapSelection(kind)}>
              {CONTAINER_HELP[kind].title}
            </Button>
            <span className="note">{CONTAINER_HELP[kind].help}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What is chosen and everything about it that can be changed, drawn from its metadata. */
export function Inspector() {
  const document = useBuild((state) => state.document);
  const selection = useBuild((state) => state.selection);
  const pointer = selection.at(-1);
  const item = pointer === undefined ? undefined : itemAt(document, pointer);
  const outline = useMemo(() => outlineOf(document, CATALOGUE), [document]);
  const node = pointer === undefined ? undefined : outline.byKey.get(pointerKey(pointer));
  const original = useOriginal(node?.address, item?.kind);
  if (pointer === undefined || item === undefined || node === undefined) {
    return (
      <section className="build-inspector" aria-label="Inspector">
        <h2>Nothing is chosen</h2>
        <p className="quiet">Choose a block on the canvas to see its knobs, or put one in from the palette.</p>
      </section>
    );
  }
  return (
    <section className="build-inspector" aria-label="Inspector">
      <h2>{selection.length > 1 ? `${selection.length} are chosen` : titleOf(item)}</h2>
      <Arrange isContainer={isContainer(item)} />
      <Wrap />
      {selection.length > 1 ? null : isContainer(item) ? (
        <>
          <p className="note">{CONTAINER_HELP[item.kind].help}</p>
          <ContainerFields
            pointer={pointer}
            item={item}
            original={original !== undefined && isContainer(original) ? original : undefined}
          />
        </>
      ) : (
        <BlockFields
          pointer={pointer}
          item={item}
          original={original === undefined || isContainer(original) ? undefined : original}
        />
      )}
      {selection.length > 1 ? null : (
        <>
          <PlaceFields pointer={pointer} item={item} original={original} />
          <SlugField pointer={pointer} slug={node.slug} />
        </>
      )}
    </section>
  );
}
