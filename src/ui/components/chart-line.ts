/** A line as the chart wrapper draws it. */
export interface ChartLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Name of the custom property that holds its colour. */
  readonly colour: string;
  /** Pixels. */
  readonly width: number;
  readonly dash?: readonly number[];
  /** Opacity, 1 when absent. */
  readonly alpha?: number;
  readonly hasPoints?: boolean;
  /** Named lines stand in the legend and carry their letter at their end. */
  readonly legend?: { readonly letter: string; readonly text: string };
}

/** A horizontal line with a name, such as what a bigram model reaches. */
export interface Yardstick {
  readonly value: number;
  readonly label: string;
}

export interface LiveChartProps {
  /** Accessible name: what the chart shows. */
  readonly label: string;
  readonly lines: readonly ChartLine[];
  readonly yardsticks?: readonly Yardstick[];
  readonly height: number;
  readonly isLogX?: boolean;
  /** x doubles from point to point: ticks of a logarithmic axis stand at powers of two. */
  readonly isDoublingX?: boolean;
  /** Pixels for the labels of the y axis; 52 when absent. */
  readonly labelWidth?: number;
  readonly isLogY?: boolean;
  /** x counts something: ticks stand at whole numbers only. */
  readonly isWholeX?: boolean;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}
