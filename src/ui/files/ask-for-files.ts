import type { ProvidedFiles } from "../../workers/protocol.ts";

/** Files of the reader's own that data name. */
export function filesNamed(data: {
  readonly file?: string | undefined;
  readonly splits?: { readonly evaluationFile?: string | undefined } | undefined;
}): readonly string[] {
  return [data.file, data.splits?.evaluationFile].filter((name) => name !== undefined);
}

/** Asks the reader for files that are not kept; one that is asked for alone may have another name. Undefined when called off. */
export async function askForFiles(names: readonly string[]): Promise<ProvidedFiles | undefined> {
  if (names.length === 0) return {};
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = names.length > 1;
  const chosen = new Promise<readonly File[]>((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
  });
  input.click();
  const files = await chosen;
  if (files.length === 0) return undefined;
  const named = files.map(async (file) => {
    const name = names.length === 1 ? names[0] : file.name;
    return [name, new Uint8Array(await file.arrayBuffer())] as const;
  });
  return Object.fromEntries(await Promise.all(named));
}
