// Gradient of leaky integrate-and-fire neurons by their input, back in time; the step has its surrogate's slope.
// Equation: gh = gs slope(h - threshold) + gv p with p = 1 - s or 1, gs = ds (+ gv (r - h), or - gv threshold); dx = gh / tau or gh; gv of the step before += gh (1 - 1 / tau).
// Shapes: x, v, s, ds, dv, dx [B, steps, packs * PACK]
// Launch: a thread owns one pack of channels of one sequence for all steps; workgroups of 64 threads, folded into y; no barriers.
// Numerics: f32; h is computed anew from x and v, the spike of a hard reset is the one forward wrote.
// Source: README.md
// Truth: lifBackwardReference in reference.ts
struct Params {
  size: u32, // B * packs
  packs: u32,
  steps: u32,
  rate: f32, // 1 / tau
  threshold: f32,
  reset: f32,
  alpha: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Pack>;
@group(0) @binding(2) var<storage, read> v: array<Pack>;
//: if IS_SOFT
//: else
@group(0) @binding(3) var<storage, read> s: array<Pack>;
//: end
//: if HAS_DS
@group(0) @binding(${4 - IS_SOFT}) var<storage, read> ds: array<Pack>;
//: end
//: if HAS_DV
@group(0) @binding(${4 - IS_SOFT + HAS_DS}) var<storage, read> dv: array<Pack>;
//: end
@group(0) @binding(${4 - IS_SOFT + HAS_DS + HAS_DV}) var<storage, read_write> dx: array<Pack>;

//: insert PACK_TYPE
//: insert MEMBRANE

fn slope(z: Pack) -> Pack {
  //: if IS_ATAN
  let reach = 1.5707964 * params.alpha * z;
  return 0.5 * params.alpha / (1.0 + reach * reach);
  //: else
  let e = exp(-min(abs(params.alpha * z), Pack(80.0)));
  return params.alpha * e / ((1.0 + e) * (1.0 + e));
  //: end
}

@compute @workgroup_size(64)
fn lif_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let first = index / params.packs * params.steps * params.packs + index % params.packs;
  var carried = Pack(0.0);
  for (var t = params.steps; t > 0u; t--) {
    let at = first + (t - 1u) * params.packs;
    let before = select(Pack(params.reset), v[max(at, params.packs) - params.packs], t > 1u);
    let h = charged(before, x[at]);
    //: if HAS_DV
    let potential = dv[at] + carried;
    //: else
    let potential = carried;
    //: end
    //: if HAS_DS
    let spike = ds[at];
    //: else
    let spike = Pack(0.0);
    //: end
    //: if IS_SOFT
    let kept = potential;
    let jump = Pack(-params.threshold);
    //: else
    let kept = potential * (1.0 - s[at]);
    let jump = params.reset - h;
    //: end
    //: if DETACHES_RESET
    let own = spike * slope(h - params.threshold) + kept;
    //: else
    let own = (spike + potential * jump) * slope(h - params.threshold) + kept;
    //: end
    //: if DECAYS_INPUT
    dx[at] = own * params.rate;
    //: else
    dx[at] = own;
    //: end
    carried = own * (1.0 - params.rate);
  }
}
