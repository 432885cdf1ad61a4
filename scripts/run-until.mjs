import { spawn } from "node:child_process";

/** Long enough for a test runner to close its browsers. */
const GRACE_MS = 5_000;

/**
 * Runs a command with its output streamed through and no input. Where the platform has process groups the child leads
 * one, so that whatever it started ends with it at the deadline or at an interrupt.
 * @param {number} deadlineMs epoch milliseconds
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<boolean>} whether it ended by itself, with exit code 0
 */
export function runUntil(deadlineMs, command, args, options) {
  const isGroupLeader = process.platform !== "win32";
  const child = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"], detached: isGroupLeader });

  /** @param {NodeJS.Signals} signal */
  const send = (signal) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (isGroupLeader) process.kill(-child.pid, signal);
    else child.kill(signal);
  };
  const onInterrupt = () => {
    send("SIGTERM");
    process.exit(130);
  };
  process.once("SIGINT", onInterrupt).once("SIGTERM", onInterrupt);
  const untilDeadlineMs = Math.max(0, deadlineMs - Date.now());
  const timers = [
    setTimeout(() => send("SIGTERM"), untilDeadlineMs),
    setTimeout(() => send("SIGKILL"), untilDeadlineMs + GRACE_MS),
  ];

  return new Promise((resolve) => {
    /** @param {boolean} isGood */
    const finish = (isGood) => {
      timers.forEach(clearTimeout);
      process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
      resolve(isGood);
    };
    child.on("error", () => finish(false));
    child.on("close", (code) => finish(code === 0));
  });
}
