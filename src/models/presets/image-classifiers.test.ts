import { expect, test } from "vitest";
import { imageParameters } from "../build/float64-image-run.ts";
import { MATCHED_VITS } from "./image-classifiers.ts";
import { presetById } from "./index.ts";

test.each(MATCHED_VITS.map(({ id, parameters }) => [id, parameters] as const))("%s has %i parameters", (id, count) => {
  expect(imageParameters(presetById(id).document)).toBe(count);
});
