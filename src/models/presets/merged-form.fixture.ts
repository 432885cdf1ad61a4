import { imageGraph } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { mergeBranches } from "../transforms/merge/merge.ts";

/** The document in its merged form; values do not matter to its parameters. */
export function mergedForm(document: ArchitectureDocument): ArchitectureDocument {
  const { graph } = imageGraph(document, 1, false);
  const sizes = graph.parameters.map(({ tensor, declaration }) => {
    const values = new Float64Array(tensor.shape.reduce((product, extent) => product * extent, 1)).fill(1);
    return [declaration.parts[0].name, values] as const;
  });
  return mergeBranches(document, new Map(sizes)).document;
}
