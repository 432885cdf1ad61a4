import { describe, expect, test } from "vitest";
import { initialValues } from "./parameter.ts";

const normal = { kind: "normal", standardDeviation: 0.5 } as const;

describe("initial values", () => {
  test("are a function of seed, name and index: a longer parameter begins as the shorter one", () => {
    const [short, long] = [4, 9].map((length) =>
      initialValues({ name: "ffn.key", shape: [length], initialiser: normal }, 3),
    );
    expect([...long.subarray(0, 4)]).toEqual([...short]);
  });

  test("lie around a centre of their own, and from `drawn` on at it exactly", () => {
    const part = { name: "w", shape: [6] };
    const plain = initialValues({ ...part, initialiser: normal }, 1);
    const centred = initialValues({ ...part, initialiser: { ...normal, mean: (i: number) => i, drawn: 4 } }, 1);
    expect([...centred]).toEqual([...plain].map((value, i) => i + (i < 4 ? value : 0)));
  });
});
