// Cosine and sine of any angle: built-in ones promise 2^-11 only. The angle is reduced by quarter turns of pi/2 in three parts
// (exact products up to 2^12 of them); Taylor polynomials follow (truncation below 3e-8). Written for one Pack.
fn reduced(angle: Pack, quarters: Pack) -> Pack {
  return ((angle - quarters * 1.5703125) - quarters * 0.00048375129699707031) - quarters * 0.000000075497899;
}
fn taylor_sine(r: Pack) -> Pack {
  let q = r * r;
  return r * (1.0 - q * (0.16666667 - q * (0.0083333333 - q * (0.00019841270 - q * 0.0000027557319))));
}
fn taylor_cosine(r: Pack) -> Pack {
  let q = r * r;
  return 1.0 - q * (0.5 - q * (0.041666667 - q * (0.0013888889 - q * 0.000024801587)));
}
// +1 in the first two quadrants, -1 in the others.
fn half_turn_sign(quarters: Pack) -> Pack {
  let halves = floor(0.5 * quarters);
  return 1.0 - 2.0 * (halves - 2.0 * floor(0.5 * halves));
}
fn cosine_of(angle: Pack) -> Pack {
  let quarters = round(angle * 0.63661975);
  let r = reduced(angle, quarters);
  let is_even = quarters == 2.0 * floor(0.5 * quarters);
  return half_turn_sign(quarters) * select(-taylor_sine(r), taylor_cosine(r), is_even);
}
fn sine_of(angle: Pack) -> Pack {
  let quarters = round(angle * 0.63661975);
  let r = reduced(angle, quarters);
  let is_even = quarters == 2.0 * floor(0.5 * quarters);
  return half_turn_sign(quarters) * select(taylor_cosine(r), taylor_sine(r), is_even);
}
