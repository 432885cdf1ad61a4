// Loss weight: makes a step-dependent weight of the objective readable as a tensor.
// Equation: y = step.weights[slot]
// Shapes: y [1]
// Launch: one thread
// Numerics: a copy
// Source: the objective's definition
// Truth: lossWeightReference in reference.ts
struct Params {
  slot: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

//: insert STEP

@group(0) @binding(2) var<uniform> step: Step;

@compute @workgroup_size(1)
fn loss_weight() {
  let half = select(step.weights1, step.weights0, params.slot < 4u);
  y[0] = half[params.slot % 4u];
}
