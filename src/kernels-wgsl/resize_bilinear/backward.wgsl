// Backward of bilinear resizing: what every place of x gave to those of y, gathered.
// Equation: dx[m,n] = sum over i, j of weight(i, m) weight(j, n) dy[i,j].
// Shapes: dy [B, out_height, out_width, packs * PACK]; dx [B, height, width, packs * PACK]
// Launch: a thread owns one pack of one place of dx and walks the places of dy that read it; workgroups of 64 threads; no barriers.
// Numerics: f32, row by row.
// Source: README.md
// Truth: resizeBilinearBackwardReference in reference.ts
//: insert RESIZE
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dy: array<Pack>;
@group(0) @binding(2) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn resize_bilinear_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let channel = index % params.packs;
  let place = index / params.packs;
  let m = place / params.width % params.height;
  let n = place % params.width;
  let image = place / params.width / params.height * params.out_height;
  let last_row = last_reader(m, params.height, params.out_height);
  let last_column = last_reader(n, params.width, params.out_width);
  var sum = Pack(0.0);
  for (var i = first_reader(m, params.height, params.out_height); i <= last_row; i++) {
    let row_weight = weight_of(i, m, params.height, params.out_height);
    for (var j = first_reader(n, params.width, params.out_width); j <= last_column; j++) {
      let weight = row_weight * weight_of(j, n, params.width, params.out_width);
      sum += weight * dy[((image + i) * params.out_width + j) * params.packs + channel];
    }
  }
  dx[index] = sum;
}
