import { Failure } from "../../lib/failure.ts";
import { openDevice, PipelineCache, type DeviceTraits, type VariantTable } from "../../kernels-wgsl/index.ts";
import type { Tuning } from "../tune/tuning.ts";
import { refusedSentence } from "./device-errors.ts";
import { SpareBuffers } from "./spare-buffers.ts";

/** Numbers of things made on a device so far: what proves that a warm step makes nothing. */
export interface Ledger {
  buffers: number;
  bindGroups: number;
  pipelines: number;
  submits: number;
}

/** One device with its pipelines and the ledger of all that is made on it, by whomever. */
export class Gpu {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  #traits: DeviceTraits;
  #tuning: Tuning | null = null;
  readonly pipelines: PipelineCache;
  readonly spares: SpareBuffers;
  readonly ledger: Readonly<Ledger>;
  /** Resolves with the reason when the device is gone. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** First error the device reported outside any scope and that nobody was told of yet. */
  deviceError: string | null = null;

  private constructor(device: GPUDevice, adapterInfo: GPUAdapterInfo, traits: DeviceTraits) {
    this.device = device;
    this.adapterInfo = adapterInfo;
    this.#traits = traits;
    this.ledger = countCreations(device);
    this.pipelines = new PipelineCache(device);
    this.spares = new SpareBuffers(device);
    this.lost = device.lost;
    device.addEventListener("uncapturederror", (event) => {
      this.deviceError ??= event.error.message;
    });
  }

  get traits(): DeviceTraits {
    return this.#traits;
  }

  /** Plans made from now on choose their kernels by this table; those that run keep theirs. */
  useVariants(variants: VariantTable): void {
    this.#traits = { ...this.#traits, variants };
  }

  /** Where the table comes from; null before anything was tuned or looked up. */
  get tuning(): Tuning | null {
    return this.#tuning;
  }

  useTuning(tuning: Tuning): void {
    this.#tuning = tuning;
    this.useVariants(tuning.variants);
  }

  /** Throws what the device refused since the last call, as a sentence; its name tells the command's label. */
  throwDeviceError(what: string): void {
    const message = this.deviceError;
    this.deviceError = null;
    if (message !== null) throw new Failure(refusedSentence(what, message));
  }

  static async open(): Promise<Gpu> {
    const { device, adapterInfo, traits } = await openDevice();
    return new Gpu(device, adapterInfo, traits);
  }
}

/** Counts by wrapping the device's own methods, so that nothing can be made past the ledger. */
function countCreations(device: GPUDevice): Ledger {
  const ledger: Ledger = { buffers: 0, bindGroups: 0, pipelines: 0, submits: 0 };
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    ledger.buffers += 1;
    return createBuffer(descriptor);
  };
  const createBindGroup = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) => {
    ledger.bindGroups += 1;
    return createBindGroup(descriptor);
  };
  const createPipeline = device.createComputePipelineAsync.bind(device);
  device.createComputePipelineAsync = (descriptor) => {
    ledger.pipelines += 1;
    return createPipeline(descriptor);
  };
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  queue.submit = (commands) => {
    ledger.submits += 1;
    submit(commands);
  };
  return ledger;
}
