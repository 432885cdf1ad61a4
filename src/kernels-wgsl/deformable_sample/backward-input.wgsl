// Backward of deformable sampling in the map: every position gathers from the samples that may have read it. No float atomics, one order of the sum.
// Equation: dx[m,n] = sum over windows (i, j) at most side / 2 + reach away and their taps t of sigmoid(logit_t) w(p, (m, n)) dcolumns[i,j,t].
// Shapes: dcolumns [B, height, width, taps, packs * PACK]; offsets [B, height, width, 3 * taps]; dx [B, height, width, packs * PACK]
// Launch: a thread owns up to CHUNK packs of one position and walks the windows around it; 64 threads, neighbours on neighbouring packs; no barriers.
// Numerics: f32, window after window, tap after tap; places are compared as whole numbers.
// Source: README.md
// Truth: deformableBackwardInputReference in reference.ts
//: insert SAMPLE
@group(0) @binding(1) var<storage, read> dcolumns: array<Pack>;
@group(0) @binding(2) var<storage, read> offsets: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE

/// Weight of the position `ahead` of the unmoved one.
fn weight_at(place: Place, ahead: i32) -> f32 {
  return select(0.0, 1.0 - place.share, ahead == place.low) + select(0.0, place.share, ahead == place.low + 1);
}

@compute @workgroup_size(64)
fn deformable_sample_backward_input(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let chunks = (params.packs + CHUNK - 1u) / CHUNK;
  let first = index % chunks * CHUNK;
  let position = index / chunks;
  let m = i32(position / params.width % params.height);
  let n = i32(position % params.width);
  let image = position / params.width / params.height * params.height;
  let taps = params.side * params.side;
  let half = i32(params.side / 2u);
  let around = half + i32(params.reach);
  //: for k in 0..CHUNK
  let channel${k} = min(first + ${k}u, params.packs - 1u);
  var sum${k} = Pack(0.0);
  //: end
  let last_row = min(m + around, i32(params.height) - 1);
  let last_column = min(n + around, i32(params.width) - 1);
  for (var i = max(m - around, 0); i <= last_row; i++) {
    for (var j = max(n - around, 0); j <= last_column; j++) {
      let window = (image + u32(i)) * params.width + u32(j);
      for (var tap = 0u; tap < taps; tap++) {
        let own = window * 3u * taps + tap;
        let tall = weight_at(place_of(offsets[own]), m - i - i32(tap / params.side) + half);
        if (tall == 0.0) { continue; }
        let weight = tall * weight_at(place_of(offsets[own + taps]), n - j - i32(tap % params.side) + half);
        if (weight == 0.0) { continue; }
        let share = weight * mask_of(offsets[own + 2u * taps]);
        let start = (window * taps + tap) * params.packs;
        //: for k in 0..CHUNK
        sum${k} += share * dcolumns[start + channel${k}];
        //: end
      }
    }
  }
  //: for k in 0..CHUNK
  if (first + ${k}u < params.packs) { dx[position * params.packs + first + ${k}u] = sum${k}; }
  //: end
}
