import { blockName } from "./flatten-block.ts";
import { offerOf } from "./offers.ts";
import { Refusal, type Problem } from "./problem.ts";
import type { BlockStep, JoinStep, Program, ResidualStep, Step } from "./program.ts";
import { features, samePositions, sameShape, shapeText, type StreamShape } from "./shape.ts";

/** Shape of every value; undefined where a problem left none. */
export type ValueShapes = readonly (StreamShape | undefined)[];

/** Walks the program once and applies every block's shape rule; what a refusal offers is made sure of unless that is not asked. */
export function inferShapes(program: Program, makesSure = true): { shapes: ValueShapes; problems: readonly Problem[] } {
  const shapes: (StreamShape | undefined)[] = new Array<undefined>(program.valueCount).fill(undefined);
  for (const input of program.inputs) shapes[input.value] = input.shape;
  const problems = new Map<string, Problem>();
  for (const step of program.steps) {
    try {
      inferStep(step, shapes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { pointer, address, key } = step.node;
      if (problems.has(key)) continue;
      const offer =
        step.step === "block" && makesSure
          ? offerOf(step, knownInputs(step, shapes), error)
          : { sentence: error.message, suggestion: error.suggestion };
      const subject = step.step === "block" ? blockName(step.definition, step.node) : `“${address}”`;
      const sentence = `${subject}: ${offer.sentence}`;
      problems.set(key, { pointer, node: address, sentence, field: error.field, suggestion: offer.suggestion });
    }
  }
  return { shapes, problems: [...problems.values(), ...checkOutputs(program, shapes)] };
}

function inferStep(step: Step, shapes: (StreamShape | undefined)[]): void {
  switch (step.step) {
    case "block":
      inferBlock(step, shapes);
      break;
    case "residual":
      shapes[step.write] = residualShape(step, shapes);
      break;
    case "join":
      shapes[step.write] = joinShape(step, shapes);
  }
}

const knownInputs = (step: BlockStep, shapes: ValueShapes): readonly StreamShape[] =>
  step.reads.map((value) => shapes[value]).filter((shape) => shape !== undefined);

function inferBlock(step: BlockStep, shapes: (StreamShape | undefined)[]): void {
  const inputs = knownInputs(step, shapes);
  if (inputs.length < step.reads.length) return;
  const outputs = step.definition.shapes({ knobs: step.knobs, inputs, wanted: step.wanted });
  step.writes.forEach((value, index) => {
    const shape = outputs.at(index);
    shapes[value] = shape;
    const declared = step.declared[index];
    if (shape?.content !== "features" || declared === undefined) return;
    const wanted = features(declared.positions, declared.width);
    if (sameShape(shape, wanted)) return;
    throw new Refusal(`it writes ${shapeText(shape)} to a stream declared as ${shapeText(wanted)}.`, "writes");
  });
}

function residualShape(step: ResidualStep, shapes: ValueShapes): StreamShape | undefined {
  const skip = shapes[step.skip];
  const branch = shapes[step.branch];
  if (skip === undefined || branch === undefined) return skip ?? branch;
  if (skip.content === "ids")
    throw new Refusal("a residual needs features, but the stream still holds ids; embed them first.");
  if (sameShape(skip, branch)) return skip;
  throw new Refusal(
    `the stream carries ${shapeText(skip)} but the branch gives ${shapeText(branch)}; a residual adds equal shapes only.`,
  );
}

function joinShape(step: JoinStep, shapes: ValueShapes): StreamShape | undefined {
  const known = step.reads.map((value) => shapes[value]).filter((shape) => shape !== undefined);
  const first = known.at(0);
  if (first === undefined || known.length < step.reads.length) return undefined;
  const texts = known.map(shapeText).join(" and ");
  if (step.how !== "concat") {
    if (known.every((shape) => sameShape(shape, first))) return first;
    throw new Refusal(`its branches give ${texts}; a ${step.how} needs equal shapes.`);
  }
  let width = 0;
  for (const shape of known) {
    if (shape.content === "ids" || !samePositions(shape.positions, first.positions)) {
      throw new Refusal(`its branches give ${texts}; a concatenation needs features at the same positions.`);
    }
    width += shape.width;
  }
  return features(first.positions, width);
}

function checkOutputs(program: Program, shapes: ValueShapes): readonly Problem[] {
  const problems: Problem[] = [];
  for (const port of program.ports.outputs) {
    const given = program.outputs.filter((output) => output.port === port.name);
    if (given.length === 0) {
      const sentence = `No head gives “${port.name}”, which the task wants; add a head of that name.`;
      problems.push({ pointer: ["heads"], node: "", sentence, suggestion: port.name });
    }
    for (const output of given) {
      const shape = shapes[output.value];
      if (shape === undefined || sameShape(shape, port.shape)) continue;
      const sentence = `The head “${output.name}” gives ${shapeText(shape)}, but the task wants ${shapeText(port.shape)} for “${port.name}”.`;
      problems.push({ pointer: ["heads"], node: output.name, sentence });
    }
  }
  return problems;
}
