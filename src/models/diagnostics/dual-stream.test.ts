import { expect, test } from "vitest";
import { float64Run } from "../build/float64-run.ts";
import { randomIds } from "../build/random-ids.ts";
import { dualStream, singleStream } from "../presets/dual-stream.ts";
import { dualStreamFindings, readAlone, takenFromOthers } from "./dual-stream.ts";
import { float64Windows, untrained } from "./float64-windows.ts";
import { withKnobs } from "./places.ts";

const SIZE = { vocabulary: 16, width: 12, layers: 2, heads: 3 };
const IDS = randomIds(2, 9, SIZE.vocabulary);
const RUNS = float64Windows(IDS, 1);

test("amplification is evaluated with the same weights", async () => {
  const findings = await dualStreamFindings(untrained(dualStream("dual", SIZE), 1), RUNS);
  const { x, y } = findings.find(({ title }) => title.startsWith("Loss"))!.lines[0];
  const want = x.map((amplify) => float64Run(dualStream("dual", SIZE, { attention: { amplify } }), IDS).loss);
  y.forEach((loss, i) => expect(loss).toBeCloseTo(want[i], 12));
  expect(y[4]).not.toBe(y[0]);
});

test("sizes of both streams, and what heads take from each other, for every block", async () => {
  const findings = await dualStreamFindings(untrained(dualStream("dual", SIZE), 1), RUNS);
  expect(findings.map(({ lines }) => lines.map(({ name, y }) => `${name} ${y.length}`).join(", "))).toEqual([
    "token 2, context 2",
    "block 1 3, block 2 3",
    "block 1 3, block 2 3",
    "block 1 3, block 2 3",
    "token 2, context 2, both 2",
    "loss 5",
    "",
  ]);
  expect(findings.at(-1)!.sentences).toHaveLength(4);
});

test("the lens at a depth is a network of that many blocks whose head reads the stream", async () => {
  const findings = await dualStreamFindings(untrained(dualStream("dual", SIZE), 1), RUNS);
  const { lines } = findings.find(({ title }) => title.startsWith("Logit lens"))!;
  const { initial } = float64Run(dualStream("dual", SIZE), IDS);
  const weights = (name: string): Float64Array | undefined => initial.get(name);
  const lens = (layers: number, stream: string): number => {
    const document = dualStream("dual", { ...SIZE, layers });
    const read = stream === "both" ? document : readAlone(document, stream);
    return float64Run(read, IDS, { weights }).loss;
  };
  for (const { name, y } of lines) y.forEach((loss, i) => expect(loss).toBeCloseTo(lens(i + 1, name), 12));
});

test("a network whose layers are not passes of one repeat has no lens, and all else", async () => {
  const [embedding, layers] = dualStream("dual", SIZE).trunk;
  const twice = { ...dualStream("dual", SIZE), trunk: [embedding, layers, { ...layers, slug: "more" }] };
  const findings = await dualStreamFindings(untrained(twice, 1), RUNS);
  expect(findings.map(({ title }) => title).filter((title) => title.startsWith("Logit lens"))).toEqual([]);
  expect(findings).toHaveLength(6);
});

test("entropies lie between those of one token and of all before it, and are lower with attention amplified", async () => {
  const [plain, amplified] = await Promise.all(
    [1, 16].map((amplify) => RUNS.entropies(dualStream("dual", SIZE, { attention: { amplify } }))),
  );
  expect(plain.size).toBe(SIZE.layers);
  const widest = Array.from({ length: RUNS.length }, (_, t) => Math.log(t + 1)).reduce((a, b) => a + b, 0);
  for (const [place, heads] of plain) {
    expect(heads).toHaveLength(SIZE.heads);
    Array.from(heads).forEach((entropy, head) => {
      expect(entropy).toBeLessThan(widest / RUNS.length);
      expect(amplified.get(place)![head]).toBeLessThan(entropy);
      expect(amplified.get(place)![head]).toBeGreaterThan(0);
    });
  }
});

test("updates replaced by their mean: nothing changes where all are equal, and otherwise it is not leaving them out", async () => {
  const document = dualStream("dual", SIZE);
  const same = float64Windows([new Array<number>(9).fill(3), new Array<number>(9).fill(3)], 1);
  for (const kind of ["mixed-attention", "channelized-feed-forward"]) {
    expect(await same.loss(document, kind)).toBeCloseTo(await same.loss(document), 13);
    const mean = await RUNS.loss(document, kind);
    expect(mean).not.toBe(await RUNS.loss(document));
    expect(mean).not.toBe(await RUNS.loss(withKnobs(document, kind, { ablate: true })));
  }
});

test("a single stream has neither two sizes nor mixing matrices", async () => {
  const findings = await dualStreamFindings(untrained(singleStream("single", SIZE), 1), RUNS);
  expect(findings.map(({ title }) => title)).toEqual([
    "Entropy of each head's attention",
    "Loss with attention amplified",
    "What each stream carries",
  ]);
});

test("a row without its diagonal", () => {
  expect(takenFromOthers([5, -1, 2, 7])).toEqual([1, 2]);
});
