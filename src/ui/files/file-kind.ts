export type FileKind = "text" | "json" | "state";

/** What a given file is, by its name and, where that says nothing, by its first byte. */
export function fileKind(name: string, bytes: Uint8Array): FileKind {
  if (/\.safetensors$/i.test(name)) return "state";
  if (/\.json$/i.test(name)) return "json";
  if (/\.[a-z0-9]+$/i.test(name)) return "text";
  return bytes[0] === "{".charCodeAt(0) ? "json" : "text";
}
