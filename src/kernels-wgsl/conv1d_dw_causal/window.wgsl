// The inputs that one thread's ROWS outputs look at, and the products with the taps. Inserted behind the bindings.
fn x_at(base: u32, channel: u32, t: i32) -> Pack {
  let is_inside = t >= 0 && t < i32(params.length);
  let row = base + place(u32(clamp(t, 0, i32(params.length) - 1)));
  return select(Pack(0.0), x[row * params.packs + channel], is_inside);
}

fn tap_at(channel: u32, k: u32) -> Pack {
  //: if IS_PACKED
  let start = channel * ${4 * TAPS}u + k;
  return vec4f(weight[start], weight[start + ${TAPS}u], weight[start + ${2 * TAPS}u], weight[start + ${3 * TAPS}u]);
  //: else
  return weight[channel * ${TAPS}u + k];
  //: end
}
