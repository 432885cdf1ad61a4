// Continuants of D denominators, from the tail: k0 = 1, k1 = a_D, k_i = a_(D-i+1) k_(i-1) + k_(i-2). Written for one Pack.
struct Continuants {
  //: for i in 0..D+1
  k${i}: Pack,
  //: end
}
fn continuants($[i: 0..D|, |a${i}: Pack]) -> Continuants {
  var c: Continuants;
  c.k0 = Pack(1.0);
  c.k1 = a${D - 1};
  //: for i in 2..D+1
  c.k${i} = a${D - i} * c.k${i - 1} + c.k${i - 2};
  //: end
  return c;
}
// sign(k) max(|k|, eps), the sign of 0 being +1.
fn guarded(k: Pack, eps: f32) -> Pack {
  let size = max(abs(k), Pack(eps));
  return select(-size, size, k >= Pack(0.0));
}
//: if HAS_SLOPES
// Derivatives of the fraction by its denominators.
struct Slopes {
  //: for i in 0..D
  s${i}: Pack,
  //: end
}
fn slopes($[i: 0..D|, |a${i}: Pack], eps: f32) -> Slopes {
  let c = continuants($[i: 0..D|, |a${i}]);
  let inverse = 1.0 / guarded(c.k${D}, eps);
  var s: Slopes;
  //: for i in 0..D
  let ratio${i} = c.k${D - 1 - i} * inverse;
  //: if i % 2
  s.s${i} = ratio${i} * ratio${i};
  //: else
  s.s${i} = -(ratio${i} * ratio${i});
  //: end
  //: end
  //: if IS_EXACT
  let is_clamped = abs(c.k${D}) < Pack(eps);
  // Inside the guard the denominator is constant: only K(a_2..a_D), the numerator, moves.
  var head = Pack(1.0);
  var before = Pack(0.0);
  s.s0 = select(s.s0, Pack(0.0), is_clamped);
  //: for i in 1..D
  s.s${i} = select(s.s${i}, head * ratio${i}, is_clamped);
  {
    let next = a${i} * head + before;
    before = head;
    head = next;
  }
  //: end
  //: end
  return s;
}
//: end
