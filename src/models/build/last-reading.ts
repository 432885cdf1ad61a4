import type { Step, ValueId } from "../document/program.ts";
import type { CheckedDocument } from "../document/validate.ts";

const writesOf = (step: Step): readonly ValueId[] => (step.step === "block" ? step.writes : [step.write]);
const readsOf = (step: Step): readonly ValueId[] => (step.step === "residual" ? [step.skip, step.branch] : step.reads);

/** The document as far as its answer needs it: no taps, no auxiliary heads, no readings of earlier passes of a loop. */
export function lastReading(checked: CheckedDocument): CheckedDocument {
  const { program, document } = checked;
  // Readings of earlier passes have the pass behind the head's name.
  const names = new Set(document.heads.map(({ name }) => name));
  const outputs = program.outputs.filter(({ name, port }) => port !== undefined && names.has(name));
  const needed = new Set(outputs.map(({ value }) => value));
  const steps: Step[] = [];
  for (const step of program.steps.toReversed()) {
    if (!writesOf(step).some((value) => needed.has(value))) continue;
    for (const value of readsOf(step)) needed.add(value);
    steps.push(step);
  }
  return { ...checked, program: { ...program, steps: steps.reverse(), outputs, taps: [] } };
}
