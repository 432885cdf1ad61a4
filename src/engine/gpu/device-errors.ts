import { Failure } from "../../lib/failure.ts";

/** What a person reads when the device refuses a command: always a defect of the page or the driver, never of the input. */
export function refusedSentence(what: string, message: string): string {
  const cause = message.trim().split("\n")[0].replace(/\.$/, "");
  return `The graphics device refused ${what}: ${cause}. What it computed cannot be trusted. Reload the page; if it happens again, report this sentence with the adapter's name.`;
}

function outOfMemorySentence(what: string): string {
  return `The graphics device has not enough memory for ${what}. Close other pages that use it, or make the model narrower, the batch smaller or the sequence shorter.`;
}

/**
 * Runs `make` between error scopes and throws a `Failure` for what the device refuses in it. `make` is synchronous: scopes
 * form a stack, so what happens meanwhile elsewhere must not fall into them.
 */
export async function withDeviceErrors<T>(device: GPUDevice, what: string, make: () => T): Promise<T> {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let made: T;
  let scopes: Promise<(GPUError | null)[]>;
  try {
    made = make();
  } finally {
    scopes = Promise.all([device.popErrorScope(), device.popErrorScope()]);
    // A lost device may reject it; whoever waits is told.
    scopes.catch(() => undefined);
  }
  const [invalid, tooLarge] = await scopes;
  if (tooLarge !== null) throw new Failure(outOfMemorySentence(what));
  if (invalid !== null) throw new Failure(refusedSentence(what, invalid.message));
  return made;
}
