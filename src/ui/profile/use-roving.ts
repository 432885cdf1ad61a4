import { useRef } from "react";
import type { KeyboardEvent } from "react";

interface Roving<Item> {
  /** Attributes of one item: a single one is in the tab order, the arrow keys lead to the others. */
  readonly propsOf: (item: Item) => {
    readonly tabIndex: number;
    readonly ref: (element: SVGElement | null) => void;
    readonly onFocus: () => void;
    readonly onMouseEnter: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** One tab stop for many drawn things. `next` says where a key leads from an item. */
export function useRoving<Item extends { readonly id: string }>(
  current: Item,
  onLook: (item: Item) => void,
  next: (item: Item, key: string) => Item,
): Roving<Item> {
  const elements = useRef(new Map<string, SVGElement>());
  return {
    propsOf: (item) => ({
      tabIndex: item.id === current.id ? 0 : -1,
      ref: (element) => {
        if (element === null) elements.current.delete(item.id);
        else elements.current.set(item.id, element);
      },
      onFocus: () => onLook(item),
      onMouseEnter: () => onLook(item),
      onKeyDown: (event) => {
        const target = next(item, event.key);
        if (target.id === item.id) return;
        event.preventDefault();
        onLook(target);
        elements.current.get(target.id)?.focus();
      },
    }),
  };
}
