import { describe, expect, test } from "vitest";

/** Paths of every file under this folder, without loading any. */
const files = Object.keys(import.meta.glob("./*/*"));
const folders = [...new Set(files.map((file) => file.split("/")[1]))].filter((folder) => !folder.startsWith("_"));

describe.each(folders)("kernel folder %s", (folder) => {
  const own = files.filter((file) => file.startsWith(`./${folder}/`)).map((file) => file.slice(folder.length + 3));

  test("holds its truth, its kernel, its derivation and both kinds of test", () => {
    expect(own).toEqual(expect.arrayContaining(["README.md", "kernel.ts", "reference.ts"]));
    expect(own.filter((file) => file.endsWith(".gpu.test.ts"))).not.toEqual([]);
    expect(own.filter((file) => file.endsWith(".test.ts") && !file.endsWith(".gpu.test.ts"))).not.toEqual([]);
  });

  test("every shader says what it computes, its shapes and its truth", async () => {
    const shaders = import.meta.glob<string>("./*/*.wgsl", { query: "?raw", import: "default" });
    for (const [file, load] of Object.entries(shaders)) {
      if (!file.startsWith(`./${folder}/`)) continue;
      const text = await load();
      if (!text.includes("@compute")) continue; // a fragment that shaders insert
      for (const line of ["// Equation", "// Shapes", "// Launch", "// Truth"]) expect(text, file).toContain(line);
    }
  });
});
