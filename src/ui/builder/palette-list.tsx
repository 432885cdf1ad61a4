import { useMemo, useRef, useState } from "react";
import type { KeyboardEvent, RefObject } from "react";
import { Input, SearchField, ToggleButton } from "react-aria-components";
import { insertAfterSelection } from "./build-actions.ts";
import { beginDrag } from "./drag-store.ts";
import { GLYPH_SIGNS } from "../components/glyph-signs.ts";
import { findEntries, itemsToInsert, type PaletteEntry } from "./palette-entries.ts";

interface EntryProps {
  readonly entry: PaletteEntry;
  readonly isWrapped: boolean;
  /** Whether Tab stops here; the arrow keys lead to the others. */
  readonly isStop: boolean;
  readonly onFocus: () => void;
}

function Entry({ entry, isWrapped, isStop, onFocus }: EntryProps) {
  const items = itemsToInsert(entry, isWrapped);
  return (
    <li>
      <button
        type="button"
        className={`palette-entry kind-${entry.glyph}`}
        aria-label={`Insert ${entry.title}`}
        title={entry.citation?.text}
        tabIndex={isStop ? 0 : -1}
        onFocus={onFocus}
        onClick={() => insertAfterSelection(items)}
        onPointerDown={(event) => {
          const isOnGrip = event.target instanceof Element && event.target.closest(".grip") !== null;
          if (event.button !== 0 || (event.pointerType === "touch" && !isOnGrip)) return;
          beginDrag(event, { from: "palette", title: entry.title, items });
        }}
      >
        <span className="grip" aria-hidden="true" />
        <span className="outline-sign" aria-hidden="true">
          {GLYPH_SIGNS[entry.glyph]}
        </span>
        <span className="palette-words">
          <b>{entry.title}</b>
          <span className="note">{entry.help}</span>
          {entry.citation === undefined ? null : <span className="note palette-citation">{entry.citation.text}</span>}
        </span>
      </button>
    </li>
  );
}

/** From entry to entry by the arrow keys, from the search to the first; whether there was one to go to. */
function stepFocus(groups: HTMLElement | null, by: number): boolean {
  const entries = [...(groups?.querySelectorAll<HTMLElement>(".palette-entry") ?? [])];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  const next = entries.at(Math.max(0, Math.min(entries.length - 1, at + by)));
  next?.focus();
  return next !== undefined;
}

function onArrow(event: KeyboardEvent, groups: HTMLElement | null): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by !== 0 && stepFocus(groups, by)) event.preventDefault();
}

/** What can be put in, grouped by kind: drag it, or press it to put it behind what is chosen. */
export function PaletteList({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const [text, setText] = useState("");
  const [isWrapped, setIsWrapped] = useState(true);
  const entries = useMemo(() => findEntries(text), [text]);
  const [stop, setStop] = useState("");
  const stopId = entries.some(({ id }) => id === stop) ? stop : entries.at(0)?.id;
  const list = useRef<HTMLDivElement>(null);
  const groups = [...new Set(entries.map(({ group }) => group))];
  const insertFirst = (): void => {
    const first = entries.at(0);
    if (first !== undefined && insertAfterSelection(itemsToInsert(first, isWrapped))) setText("");
  };
  return (
    <section className="build-palette" aria-label="Palette">
      <SearchField
        aria-label="Search blocks"
        value={text}
        onChange={setText}
        onSubmit={insertFirst}
        className="palette-search"
      >
        <Input
          ref={search}
          onKeyDown={(event) => onArrow(event, list.current)}
          className="input"
          placeholder="Search; Enter inserts the first"
        />
      </SearchField>
      <ToggleButton className="toggle" isSelected={isWrapped} onChange={setIsWrapped}>
        Mixers in a residual with a norm
      </ToggleButton>
      <div
        ref={list}
        className="palette-groups"
        role="region"
        aria-label="Blocks"
        onKeyDown={(event) => onArrow(event, list.current)}
      >
        {entries.length === 0 ? <p className="quiet">No block is described with these words.</p> : null}
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <ul>
              {entries
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <Entry
                    key={entry.id}
                    entry={entry}
                    isWrapped={isWrapped}
                    isStop={entry.id === stopId}
                    onFocus={() => setStop(entry.id)}
                  />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}
