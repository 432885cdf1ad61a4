// Puts pieces behind one another into rows, all in one launch: the gradient of cutting them.
// Equation: dx[row, start_i + c] = dy_i[row, c] for the columns c of piece i.
// Shapes: dy_i [rows, width_i * PACK]; dx [rows, packs * PACK]
// Launch: a thread owns one pack of dx; workgroups of 64 threads, folded into y; no barriers.
// Numerics: exact.
// Source: README.md
// Truth: joinReference in reference.ts
struct Params {
  size: u32, // packs of dx
  packs: u32,
  //: for i in 0..PIECES
  start${i}: u32,
  //: end
}
@group(0) @binding(0) var<uniform> params: Params;
//: for i in 0..PIECES
@group(0) @binding(${1 + i}) var<storage, read> dy${i}: array<Pack>;
//: end
@group(0) @binding(${1 + PIECES}) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE

@compute @workgroup_size(64)
fn split_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
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
    dx[index] = dy${i}[row * (end${i} - params.start${i}) + column - params.start${i}];
  }
  //: end
}
