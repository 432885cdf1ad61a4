import { format } from "prettier";
import { expect, it } from "vitest";
import { z } from "../../lib/zod.ts";
import { experimentSchema } from "./experiment.ts";
import { resultSchema } from "./result.ts";

const PUBLISHED = new Map<string, z.ZodType>([
  ["experiment", experimentSchema],
  ["result", resultSchema],
]);

// Update the files with `npx vitest run --project unit src/experiments/schema --update`.
it.each([...PUBLISHED.keys()])("docs/schemas/%s.schema.json is what the code says", async (name) => {
  const published = z.toJSONSchema(PUBLISHED.get(name)!, { io: "input" });
  const titled = JSON.stringify({ title: `bakeoff/${name}@1`, ...published });
  const text = await format(titled, { parser: "json", printWidth: 120 });
  await expect(text).toMatchFileSnapshot(`../../../docs/schemas/${name}.schema.json`);
});
