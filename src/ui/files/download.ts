/** Hands a file to the reader. */
export function download(name: string, content: Uint8Array<ArrayBuffer> | string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the content over once the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** "three-phase-transformer-2026-11-24": a name for a file made from a title at a time. */
export function fileStem(title: string, time: Date): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
  return `${words === "" ? "bakeoff" : words}-${time.toISOString().slice(0, 10)}`;
}
