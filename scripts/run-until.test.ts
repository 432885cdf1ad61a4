import { expect, test } from "vitest";
import { runUntil } from "./run-until.mjs";

const options = { cwd: process.cwd(), env: process.env };
const node = (script: string, deadlineMs = Date.now() + 20_000) =>
  runUntil(deadlineMs, process.execPath, ["-e", script], options);

test("an exit code of 0 is success, any other is not", async () => {
  expect(await node("process.exit(0)")).toBe(true);
  expect(await node("process.exit(3)")).toBe(false);
});

test("a command that cannot be started is a failure", async () => {
  expect(await runUntil(Date.now() + 20_000, "/nonexistent/command", [], options)).toBe(false);
});

test("a command still running at the deadline is stopped and has failed", async () => {
  const startMs = Date.now();
  expect(await node("setInterval(() => {}, 1000)", startMs + 500)).toBe(false);
  expect(Date.now() - startMs).toBeLessThan(4_000);
});
