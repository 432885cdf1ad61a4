/// Potential before the spike from that after the last one.
fn charged(v: Pack, x: Pack) -> Pack {
  let leak = v - params.reset;
  //: if DECAYS_INPUT
  return v + (x - leak) * params.rate;
  //: else
  return v - leak * params.rate + x;
  //: end
}
