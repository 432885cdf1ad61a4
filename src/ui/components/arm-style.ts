/** How an arm is drawn everywhere: colour, dash pattern and letter, so that colour is never alone. */
export interface ArmStyle {
  readonly letter: string;
  /** Name of the custom property that holds the colour. */
  readonly colour: string;
  /** Dash pattern in pixels; empty: solid. */
  readonly dash: readonly number[];
}

const CANDIDATE_COLOURS = 8;
const DASHES: readonly (readonly number[])[] = [
  [7, 3],
  [2, 3],
  [10, 3, 2, 3],
  [4, 4],
  [12, 4],
  [1, 4],
  [8, 2, 2, 2, 2, 2],
];

/** The baseline is ink grey, solid and called A; candidates follow in their own order. */
export function armStyle(armIds: readonly string[], arm: string, baseline: string | undefined): ArmStyle {
  const first = baseline ?? armIds[0];
  const ordered = [first, ...armIds.filter((id) => id !== first)];
  const place = Math.max(0, ordered.indexOf(arm));
  const letter = String.fromCharCode("A".charCodeAt(0) + (place % 26));
  if (place === 0) return { letter, colour: "--arm-baseline", dash: [] };
  const candidate = (place - 1) % CANDIDATE_COLOURS;
  return { letter, colour: `--arm-${candidate + 1}`, dash: DASHES[(place - 1) % DASHES.length] };
}
