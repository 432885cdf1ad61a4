/**
 * An error meant for a person: the message says in one or two sentences what is wrong, where, and what to do.
 * Everything that refuses bad input throws this; anything else that is thrown is a defect of ours.
 */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** The sentence to show for anything thrown. A defect is named as one, so that nobody looks for their own mistake. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof Failure) return thrown.message;
  if (thrown instanceof Error) return thrown.message === "" ? thrown.name : thrown.message;
  return String(thrown);
}
