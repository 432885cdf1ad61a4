// Linear attention, second pass: what each chunk finds summed before it (causal), behind it (reversed) or over all chunks.
// Equation: carried[n] = sum over chunks m < n, m > n, or all m, of sums[m].
// Shapes: sums, carried [B*H, chunks, size] of Pack
// Launch: a thread owns one pack of one head and walks the chunks; 64 threads; no barriers.
// Numerics: f32, chunk by chunk in the order of the walk.
// Source: none, a prefix sum.
// Truth: linearAttentionReference in reference.ts
struct Params {
  owners: u32, // heads of all batch entries times size
  chunks: u32,
  size: u32,   // packs of one chunk's sums
}
//: insert PACK_TYPE
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<Pack>;
@group(0) @binding(2) var<storage, read_write> carried: array<Pack>;

@compute @workgroup_size(64)
fn linear_attention_chunk_prefix(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = (group.y * groups.x + group.x) * 64u + thread;
  if (owner >= params.owners) { return; }
  let start = owner / params.size * params.chunks * params.size + owner % params.size;
  var total = Pack(0.0);
  //: if TOTAL
  for (var n = 0u; n < params.chunks; n++) { total += sums[start + n * params.size]; }
  for (var n = 0u; n < params.chunks; n++) { carried[start + n * params.size] = total; }
  //: else
  for (var walked = 0u; walked < params.chunks; walked++) {
    //: if REVERSED
    let at = start + (params.chunks - 1u - walked) * params.size;
    //: else
    let at = start + walked * params.size;
    //: end
    carried[at] = total;
    total += sums[at];
  }
  //: end
}
