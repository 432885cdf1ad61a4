import { REGIONS_WGSL } from "./regions.ts";

/** Params, rows and regions of both passes. */
export const SUMMARY_HEAD = `
struct Params {
  owners: u32,       // batch entries, regions of this launch and heads
  heads: u32,
  tokens: u32,
  regions: u32,      // of a sequence, all levels
  first_region: u32, // of this launch
  region_count: u32, // of this launch
  segment: u32,
  digits: u32,       // of the last position
  scale: f32,
}
//: insert PACK_TYPE
//: if IS_PACKED
alias Index = vec4u;
//: else
alias Index = u32;
//: end
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> qkv: array<Pack>;
${REGIONS_WGSL}
fn row_start(batch: u32, token: u32, head: u32) -> u32 {
  return ((batch * params.tokens + token) * 3u * params.heads + head) * P;
}
`;

/** Pooled query q and key k of the region; where the maximum is taken, also where it stands. */
export const POOL = `
  let part = params.heads * P;
  let share = 1.0 / f32(max(span.y - span.x, 1u));
  //: for p in 0..P
  //: if MAX
  var q\${p} = Pack(-3.4e38);
  var k\${p} = Pack(-3.4e38);
  var q_at\${p} = Index(0u);
  var k_at\${p} = Index(0u);
  //: else
  var q\${p} = Pack(0.0);
  var k\${p} = Pack(0.0);
  //: end
  //: end
  for (var j = span.x; j < span.y; j++) {
    let at = row_start(batch, j, head);
    //: for p in 0..P
    {
      let query = qkv[at + \${p}u];
      let key = qkv[at + part + \${p}u];
      //: if MAX
      q_at\${p} = select(q_at\${p}, Index(j), query > q\${p});
      k_at\${p} = select(k_at\${p}, Index(j), key > k\${p});
      q\${p} = max(q\${p}, query);
      k\${p} = max(k\${p}, key);
      //: else
      q\${p} += share * query;
      k\${p} += share * key;
      //: end
    }
    //: end
  }
`;
