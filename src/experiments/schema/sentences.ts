import { Failure } from "../../lib/failure.ts";
import type { z } from "../../lib/zod.ts";

const SHOWN = 3;

/** `["arms", 0, "id"]` becomes `arms[0].id`, as a person would write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

/** Says where a value breaks its schema and what would be accepted; at most three places, so that it stays readable. */
export function refusal(noun: string, error: z.ZodError): Failure {
  const places = error.issues.slice(0, SHOWN).map((issue) => {
    const where = pathText(issue.path);
    const what = issue.message.replace(/\.$/, "");
    return where === "" ? what : `\`${where}\`: ${what}`;
  });
  const more = error.issues.length - places.length;
  const rest = more > 0 ? `; and ${more} more` : "";
  return new Failure(`The ${noun} cannot be used. ${places.join("; ")}${rest}. Correct this and try again.`);
}
