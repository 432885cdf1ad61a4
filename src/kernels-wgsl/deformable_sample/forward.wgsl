// Deformable sampling: what each tap of a filter reads of a map, from where its offset leads, times its mask.
// Equation: columns[i,j,t] = sigmoid(logit_t) sum over the four neighbours q of p = (i, j) + t + (down_t, right_t) of w(p, q) x[q]; zeros outside.
// Shapes: x [B, height, width, packs * PACK]; offsets [B, height, width, 3 * taps], planes down, right, logit; columns [B, height, width, taps, packs * PACK]
// Launch: a thread owns a pack of channels of one tap of one window; 64 threads, neighbours on neighbouring channels; folded into y; no barriers.
// Numerics: f32; the offset's floor is taken before positions are added, so that no place is rounded.
// Source: Zhu et al. 2019, Deformable ConvNets v2 (arXiv 1811.11168), equation 1.
// Truth: deformableSampleReference in reference.ts
//: insert SAMPLE
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> offsets: array<f32>;
@group(0) @binding(3) var<storage, read_write> columns: array<Pack>;

//: insert PACK_TYPE

fn value_at(image: u32, row: i32, column: i32, channel: u32) -> Pack {
  let is_inside = row >= 0 && row < i32(params.height) && column >= 0 && column < i32(params.width);
  let at = ((image * params.height + u32(max(row, 0))) * params.width + u32(max(column, 0))) * params.packs + channel;
  return select(Pack(0.0), x[select(0u, at, is_inside)], is_inside);
}

@compute @workgroup_size(64)
fn deformable_sample(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let taps = params.side * params.side;
  let tap = index / params.packs % taps;
  let window = index / params.packs / taps;
  let first = window * 3u * taps + tap;
  let down = place_of(offsets[first]);
  let right = place_of(offsets[first + taps]);
  let half = i32(params.side / 2u);
  let row = i32(window / params.width % params.height + tap / params.side) - half + down.low;
  let column = i32(window % params.width + tap % params.side) - half + right.low;
  let image = window / params.width / params.height;
  let above = mix(value_at(image, row, column, channel), value_at(image, row, column + 1, channel), Pack(right.share));
  let below = mix(value_at(image, row + 1, column, channel), value_at(image, row + 1, column + 1, channel), Pack(right.share));
  columns[index] = mask_of(offsets[first + 2u * taps]) * mix(above, below, Pack(down.share));
}
