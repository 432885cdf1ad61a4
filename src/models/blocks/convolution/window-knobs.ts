import { integerKnob, optionalIntegerKnob } from "../../document/knobs.ts";

/** How windows lie on a map, and which channels a filter sees. */
export const WINDOW_KNOBS = {
  stride: integerKnob({
    title: "Stride",
    help: "Positions from one window to the next; 2 halves both sides of the map.",
    minimum: 1,
    maximum: 31,
    default: 1,
  }),
  padding: optionalIntegerKnob({
    title: "Padding",
    help: "Zeros around the map.",
    minimum: 0,
    maximum: 15,
    nullMeans: "half of the side, rounded down, of an odd filter; none of an even one",
  }),
  groups: integerKnob({
    title: "Groups",
    help: "Channels are cut into so many runs, each filtered for itself; it divides both widths.",
    minimum: 1,
    maximum: 4096,
    default: 1,
  }),
};
