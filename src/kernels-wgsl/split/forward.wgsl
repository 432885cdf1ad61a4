// Cuts rows into pieces that lie behind one another, all in one launch.
// Equation: y_i[row, c] = x[row, start_i + c] for the columns c of piece i.
// Shapes: x [rows, packs * PACK]; y_i [rows, width_i * PACK]
// Launch: a thread owns one pack of x; workgroups of 64 threads, folded into y; no barriers.
// Numerics: exact.
// Source: README.md
// Truth: splitReference in reference.ts
struct Params {
  size: u32, // packs of x
  packs: u32,
  //: for i in 0..PIECES
  start${i}: u32,
  //: end
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
//: for i in 0..PIECES
@group(0) @binding(${2 + i}) var<storage, read_write> y${i}: array<Pack>;
//: end

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn split(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let row = index / params.packs;
  let column = index % params.packs;
  let end${PIECES - 1} = params.packs;
  //: for i in 1..PIECES
  let end${i - 1} = params.start${i};
  //: end
  //: for i in 0..PIECES
  if (column >= params.start${i} && column < end${i}) {
    y${i}[row * (end${i} - params.start${i}) + column - params.start${i}] = x[index];
  }
  //: end
}
