import { describe, expect, test } from "vitest";
import { checkClaim } from "./check-claim.ts";
import { exampleDigest } from "./example-contents.ts";

const CLAIM = exampleDigest({ rope: [3, 3.02, 2.98], "3pt": [2.9, 2.93, 2.87] });

function changed(qualities: Readonly<Record<string, readonly number[]>>, name = "another adapter") {
  const digest = exampleDigest(qualities);
  const arms = digest.arms.map((arm) => ({
    ...arm,
    runs: arm.runs.map((run) => ({ ...run, state: "c".repeat(16) })),
  }));
  return { ...digest, adapter: { name, isSoftware: true }, arms };
}

describe("a repetition", () => {
  test("with equal states is said to be the same bits", () => {
    const check = checkClaim(CLAIM, structuredClone(CLAIM), "rope");
    expect(check.verdict).toBe("All 6 claimed runs came out again to the same bits.");
    expect(check.differences[0].sentence).toMatch(/claimed −0\.100 .* \(better, n = 3\); again −0\.100 .* holds here/);
    expect(check.mismatches).toEqual([]);
  });

  test("that agrees on another adapter holds, with the largest distance", () => {
    const check = checkClaim(CLAIM, changed({ rope: [3.001, 3.02, 2.98], "3pt": [2.9, 2.93, 2.872] }), "rope");
    expect(check.verdict).toMatch(/within 0\.00200 bits\/byte, not to the same bits, on another adapter/);
    expect(check.differences[0].sentence).toMatch(/The claim holds here\.$/);
  });

  test("of images is told in what images are counted in", () => {
    const asked = { ...CLAIM.dataset, asks: "classify-image" as const };
    const claim = { ...CLAIM, dataset: asked };
    const again = { ...changed({ rope: [3, 3.02, 2.98], "3pt": [2.9, 2.93, 2.872] }), dataset: asked };
    const check = checkClaim(claim, again, "rope");
    expect(check.verdict).toMatch(/within 0\.00200 nats\/image, not to the same bits/);
    expect(check.differences[0].sentence).toMatch(/claimed −0\.100 .* nats\/image/);
  });

  test("that disagrees says so", () => {
    const check = checkClaim(CLAIM, changed({ rope: [3, 3, 3], "3pt": [3.1, 2.9, 3.02] }), "rope");
    expect(check.differences[0].sentence).toMatch(/not distinguishable, n = 3\)\. The claim does not hold here\.$/);
  });

  test("of part of the seeds counts them, and one seed decides nothing", () => {
    const check = checkClaim(CLAIM, changed({ rope: [3], "3pt": [2.91] }), "rope");
    expect(check.verdict).toMatch(/^2 of 6 claimed runs/);
    expect(check.differences[0].sentence).toMatch(/Both point the same way, and one seed decides nothing\.$/);
    expect(checkClaim(CLAIM, changed({}), "rope").verdict).toMatch(/nothing can be said yet/);
  });

  test("of something else names what differs", () => {
    const other = exampleDigest({ rope: [3] });
    const again = {
      ...other,
      dataset: { id: "x", sha256: "1".repeat(16), slice: "2".repeat(16) },
      arms: other.arms.map((arm) => ({ ...arm, document: "f".repeat(16) })),
    };
    expect(checkClaim(CLAIM, again, "rope").mismatches).toEqual([
      "The text is not the one of the claim.",
      "The held-out slice is not the one of the claim.",
      "rope is not the architecture of the claim: presets may have changed since.",
    ]);
  });
});
