/** Opens a file that was dropped or chosen; how each kind is read is loaded with the first one. */
export async function receiveFile(file: File): Promise<void> {
  const { openFile } = await import("./open-file.ts");
  await openFile(file);
}

/** Asks for a file and opens it. */
export function chooseFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".txt,.md,.json,.safetensors,text/*";
  input.addEventListener("change", () => {
    const file = input.files?.item(0) ?? undefined;
    if (file !== undefined) void receiveFile(file);
  });
  input.click();
}
