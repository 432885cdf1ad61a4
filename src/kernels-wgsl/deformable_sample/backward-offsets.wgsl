// Backward of deformable sampling in the offsets and the mask.
// Equation: with v = sum_q w(p, q) x[q], m = sigmoid(logit), g = dcolumns: ddown = m <g, sum_q dw/ddown x[q]>, dright likewise, dlogit = m (1 - m) <g, v>.
// Shapes: dcolumns [B, height, width, taps, packs * PACK]; x [B, height, width, packs * PACK]; offsets, doffsets [B, height, width, 3 * taps]
// Launch: a thread owns one tap of one window and walks the channels; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32, channel after channel; a clamped offset has no gradient.
// Source: Zhu et al. 2019, Deformable ConvNets v2 (arXiv 1811.11168); README.md.
// Truth: deformableBackwardOffsetsReference in reference.ts
//: insert SAMPLE
@group(0) @binding(1) var<storage, read> dcolumns: array<Pack>;
@group(0) @binding(2) var<storage, read> x: array<Pack>;
@group(0) @binding(3) var<storage, read> offsets: array<f32>;
@group(0) @binding(4) var<storage, read_write> doffsets: array<f32>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn deformable_sample_backward_offsets(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let taps = params.side * params.side;
  let tap = index % taps;
  let window = index / taps;
  let first = window * 3u * taps + tap;
  let down = place_of(offsets[first]);
  let right = place_of(offsets[first + taps]);
  let half = i32(params.side / 2u);
  let row = i32(window / params.width % params.height + tap / params.side) - half + down.low;
  let column = i32(window % params.width + tap % params.side) - half + right.low;
  let image = window / params.width / params.height * params.height;
  //: for q in 0..4
  let row${q} = row + ${q / 2};
  let column${q} = column + ${q % 2};
  let is_inside${q} = row${q} >= 0 && row${q} < i32(params.height) && column${q} >= 0 && column${q} < i32(params.width);
  let from${q} = select(0u, ((image + u32(max(row${q}, 0))) * params.width + u32(max(column${q}, 0))) * params.packs, is_inside${q});
  var sum${q} = Pack(0.0);
  //: end
  for (var c = 0u; c < params.packs; c++) {
    let g = dcolumns[index * params.packs + c];
    //: for q in 0..4
    sum${q} += g * x[from${q} + c];
    //: end
  }
  //: for q in 0..4
  let product${q} = select(0.0, pack_sum(sum${q}), is_inside${q});
  //: end
  let mask = mask_of(offsets[first + 2u * taps]);
  let above = mix(product0, product1, right.share);
  let below = mix(product2, product3, right.share);
  let left = mix(product0, product2, down.share);
  let beside = mix(product1, product3, down.share);
  let limit = f32(params.reach);
  doffsets[first] = select(0.0, mask * (below - above), abs(offsets[first]) <= limit);
  doffsets[first + taps] = select(0.0, mask * (beside - left), abs(offsets[first + taps]) <= limit);
  doffsets[first + 2u * taps] = mask * (1.0 - mask) * mix(above, below, down.share);
}
