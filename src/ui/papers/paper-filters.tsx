import { Input, Label, SearchField } from "react-aria-components";
import { create } from "zustand";
import { CARD_KINDS, EVIDENCE_STATES, GROWTHS } from "../../papers/card.ts";
import type { PaperCard } from "../../papers/card.ts";
import { SelectField } from "../components/select-field.tsx";
import { ANY, growthOf, OPEN_FILTER, STATUSES } from "./filter-cards.ts";
import type { CardFilter } from "./filter-cards.ts";

/** Kept while the page is open, so that the list is as it was when one comes back from a card. */
export const useCardFilter = create<{ filter: CardFilter; change: (part: Partial<CardFilter>) => void }>()((set) => ({
  filter: OPEN_FILTER,
  change: (part) => set(({ filter }) => ({ filter: { ...filter, ...part } })),
}));

/** Only values that some card has; a choice that leads nowhere is none. */
function optionsOf<Value extends string>(all: readonly Value[], used: readonly Value[], any: string) {
  const present = all.filter((value) => used.includes(value));
  return [{ id: ANY, title: any } as const, ...present.map((value) => ({ id: value, title: value }))];
}

export function PaperFilters({ cards }: { readonly cards: readonly PaperCard[] }) {
  const { filter, change } = useCardFilter();
  const kinds = cards.map(({ kind }) => kind);
  const evidence = cards.map((card) => card.evidence.status);
  return (
    <div className="paper-filters" role="search">
      <SearchField className="field" value={filter.text} onChange={(text) => change({ text })}>
        <Label className="field-label">Search</Label>
        <Input className="input" placeholder="title, author, claim" />
      </SearchField>
      <SelectField
        label="Kind"
        options={optionsOf(CARD_KINDS, kinds, "every kind")}
        value={filter.kind}
        onChange={(kind) => change({ kind })}
      />
      <SelectField
        label="Work over the sequence"
        options={optionsOf(GROWTHS, cards.map(growthOf), "any growth")}
        value={filter.growth}
        onChange={(growth) => change({ growth })}
      />
      <SelectField
        label="Evidence"
        options={optionsOf(EVIDENCE_STATES, evidence, "any evidence")}
        value={filter.evidence}
        onChange={(state) => change({ evidence: state })}
      />
      <SelectField
        label="Status"
        options={optionsOf(STATUSES, STATUSES, "tested or not")}
        value={filter.status}
        onChange={(status) => change({ status })}
      />
    </div>
  );
}
