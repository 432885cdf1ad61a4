// What the layers above may use of the kernels' private folder; operators themselves are imported from their folders.
export * from "./_kernel/operator.ts";
export { openDevice, type OpenDevice } from "./_kernel/open-device.ts";
export { packParams } from "./_kernel/pack-params.ts";
export { PipelineCache } from "./_kernel/pipelines.ts";
export { packStep, STEP_BYTES, STILL_STEP, type StepValues } from "./_kernel/step.ts";
export { ReferenceTape } from "./_kernel/reference-tape.ts";
export { FORWARD, opposite, type ScanOrder } from "./_kernel/scan-order.ts";
export { copyLaunch, multiplyAddLaunch } from "./_peaks/kernel.ts";
