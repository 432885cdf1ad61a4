const QUARTERS = 4;

/** sin(2 pi turns) by additions and multiplications alone, so that every engine has the same bits; the error is below 1e-8. */
export function sineOfTurns(turns: number): number {
  const within = QUARTERS * (turns - Math.floor(turns));
  // Folded into -1 to 1 quarters around zero.
  const folded = within <= 1 ? within : within <= 3 ? 2 - within : within - QUARTERS;
  const x = (folded * Math.PI) / 2;
  const square = x * x;
  const last = 1 - (square / 156) * (1 - square / 210);
  const terms = [110, 72, 42, 20, 6];
  return x * terms.reduce((inner, divisor) => 1 - (square / divisor) * inner, last);
}

export const cosineOfTurns = (turns: number): number => sineOfTurns(turns + 0.25);
