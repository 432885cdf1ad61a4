import { expect, test } from "vitest";
import type { StepProfile } from "../../engine/profile/step-profile.ts";
import { ProfileRequests } from "./profile-requests.ts";

const device = { peakFlopsPerSecond: 1, bytesPerSecond: 1, secondsPerLaunch: 1 };
const profileOf = (arm: string): StepProfile => ({
  arm,
  step: 3,
  adapter: "a",
  isSoftware: true,
  device,
  launches: [],
});

test("everybody who asked for an arm gets its next profile, once", async () => {
  const requests = new ProfileRequests();
  const asked = [requests.ask("a"), requests.ask("a")];
  expect(requests.isWanted("a")).toBe(true);
  requests.answer(profileOf("b"));
  expect(requests.isWanted("a")).toBe(true);
  requests.answer(profileOf("a"));
  expect(await Promise.all(asked)).toEqual([profileOf("a"), profileOf("a")]);
  expect(requests.isWanted("a")).toBe(false);
});

test("a step that cannot be timed, and the end of the session, refuse with their sentence", async () => {
  const requests = new ProfileRequests();
  const asked = requests.ask("a");
  requests.refuse("a", "No stamps here.");
  await expect(asked).rejects.toThrow("No stamps here.");
  const late = requests.ask("b");
  requests.end();
  await expect(late).rejects.toThrow("The session ended before another step of arm b.");
});
