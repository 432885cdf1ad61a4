// Prototype selection: for each query and head the one key most alike, and its place.
// Equation: place = argmax over allowed n of keys[n] . query (over all n where none is allowed); prototype = keys[place].
// Shapes: keys [B,N,C]; queries [B,Q,C]; mask [B,Q,N], allowed where >= 0; prototypes [B,Q,C]; chosen [B,Q,heads]
// Launch: a workgroup of 64 threads owns up to four queries of one head; a thread walks every 64th place and scores all four queries on
//   each key that it loads; best places meet in workgroup memory, two barriers per query.
// Numerics: plain sums over the head's channels; of equal likeness the lower place.
// Source: Cavagnero et al. 2024, PEM (arXiv 2402.19422), section 3.
// Truth: prototypeSelectReference in reference.ts
struct Params {
  groups: u32,           // B * heads * ceil(Q / 4)
  blocks: u32,           // ceil(Q / 4)
  places: u32,
  queries: u32,
  heads: u32,
  head_width: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> keys: array<f32>;
@group(0) @binding(2) var<storage, read> queries: array<f32>;
//: if MASKED
@group(0) @binding(3) var<storage, read> mask: array<f32>;
//: end
@group(0) @binding(${INPUTS + 1}) var<storage, read_write> prototypes: array<f32>;
@group(0) @binding(${INPUTS + 2}) var<storage, read_write> chosen: array<u32>;

const NEVER = -3e38;
// A place that is allowed beats every one that is not.
struct Best {
  is_allowed: u32,
  likeness: f32,
  place: u32,
}
var<workgroup> bests: array<Best, 64>;

fn better(a: Best, b: Best) -> Best {
  if (a.is_allowed != b.is_allowed) { if (a.is_allowed > b.is_allowed) { return a; } return b; }
  if (a.likeness != b.likeness) { if (a.likeness > b.likeness) { return a; } return b; }
  if (a.place < b.place) { return a; }
  return b;
}

@compute @workgroup_size(64)
fn prototype_select(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let owner = group.y * groups.x + group.x;
  if (owner >= params.groups) { return; }
  let first = owner % params.blocks * 4u;
  let head = owner / params.blocks % params.heads;
  let batch = owner / params.blocks / params.heads;
  let channels = params.heads * params.head_width;
  let last = params.queries - 1u;
  //: for q in 0..4
  let row${q} = batch * params.queries + min(first + ${q}u, last);
  var best${q} = Best(0u, NEVER, params.places);
  //: end
  for (var place = thread; place < params.places; place += 64u) {
    let key_start = (batch * params.places + place) * channels + head * params.head_width;
    //: for q in 0..4
    var likeness${q} = 0.0;
    //: end
    for (var c = 0u; c < params.head_width; c++) {
      let key = keys[key_start + c];
      //: for q in 0..4
      likeness${q} += key * queries[row${q} * channels + head * params.head_width + c];
      //: end
    }
    //: for q in 0..4
    //: if MASKED
    let allowed${q} = select(0u, 1u, mask[row${q} * params.places + place] >= 0.0);
    //: else
    let allowed${q} = 1u;
    //: end
    best${q} = better(best${q}, Best(allowed${q}, likeness${q}, place));
    //: end
  }
  //: for q in 0..4
  bests[thread] = best${q};
  workgroupBarrier();
  if (first + ${q}u <= last) {
    var winner = bests[0];
    for (var other = 1u; other < 64u; other++) { winner = better(winner, bests[other]); }
    if (thread == 0u) { chosen[row${q} * params.heads + head] = winner.place; }
    for (var c = thread; c < params.head_width; c += 64u) {
      let at = head * params.head_width + c;
      prototypes[row${q} * channels + at] = keys[(batch * params.places + winner.place) * channels + at];
    }
  }
  workgroupBarrier();
  //: end
}
