// Bilinear resizing of images, channels last.
// Equation: y[i,j] = sum of the four nearest x, weights by distance per axis, at ((i + 1/2) h / h' - 1/2, ...); beyond the edge the last value.
// Shapes: x [B, height, width, packs * PACK]; y [B, out_height, out_width, packs * PACK]
// Launch: a thread owns one pack of one place of y; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; places in whole numbers.
// Source: README.md
// Truth: resizeBilinearReference in reference.ts
//: insert RESIZE
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read_write> y: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn resize_bilinear(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let place = index / params.packs;
  let row = sample_of(place / params.out_width % params.out_height, params.height, params.out_height);
  let column = sample_of(place % params.out_width, params.width, params.out_width);
  let image = place / params.out_width / params.out_height * params.height;
  let above = (image + inside(row.low, params.height)) * params.width;
  let below = (image + inside(row.low + 1, params.height)) * params.width;
  let left = inside(column.low, params.width);
  let right = inside(column.low + 1, params.width);
  let top = mix(x[(above + left) * params.packs + channel], x[(above + right) * params.packs + channel], Pack(column.share));
  let bottom = mix(x[(below + left) * params.packs + channel], x[(below + right) * params.packs + channel], Pack(column.share));
  y[index] = mix(top, bottom, Pack(row.share));
}
