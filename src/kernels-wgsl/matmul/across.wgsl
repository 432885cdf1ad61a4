fn across_0(x: vec4f) -> vec4f { return x; }
//: if SHARES
fn across_1(x: vec4f) -> vec4f { return quadSwapX(x); }
fn across_2(x: vec4f) -> vec4f { return quadSwapY(x); }
fn across_3(x: vec4f) -> vec4f { return quadSwapDiagonal(x); }
//: end
