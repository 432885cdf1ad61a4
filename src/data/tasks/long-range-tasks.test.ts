import { describe, expect, test } from "vitest";
import { joinDocuments } from "../text-documents.ts";
import { shapes } from "../shapes-32/shapes.ts";
import { NEGATIVE, NEUTRAL, opinion, OPINIONS, opinionRow, PAD, POSITIVE, scoreOf } from "./byte-text/opinions.ts";
import { drawn, PATHS, pathTask } from "./pathfinder/pathfinder.ts";
import type { Point } from "./pathfinder/raster.ts";
import { pathPicture, type PathPicture } from "./pathfinder/snakes.ts";
import { greyLevels, reduced, shapeSequences } from "./pixel-sequence/grey.ts";
import { PART_LENGTH, pairRows } from "./speech-pairs/pairs.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const labelOf = ({ labels }: { labels: readonly (number | undefined)[] }): number => labels[labels.length - 1]!;

describe("opinions in bytes", () => {
  test("scores by hand: turned, doubled, weighed behind “but”, each sentence for itself", () => {
    expect(scoreOf("the film good. ")).toBe(1);
    expect(scoreOf("not good. ")).toBe(-1);
    expect(scoreOf("not very good. ")).toBe(-2);
    expect(scoreOf("good but bad. fine. ")).toBe(0);
    expect(scoreOf("but really bad. ")).toBe(-4);
    expect([POSITIVE, NEGATIVE, NEUTRAL].map((words) => new Set(words).size)).toEqual([24, 24, 60]);
  });

  test("the label follows from the emitted bytes; texts fill their rows; half of them praise", () => {
    for (const index of range(200)) {
      const row = opinionRow(3, index);
      const bytes = Uint8Array.from(row.tokens);
      expect(bytes).toHaveLength(512);
      const text = new TextDecoder().decode(bytes.filter((byte) => byte !== PAD));
      expect(text.length).toBeGreaterThanOrEqual(0.9 * 512);
      expect(Math.abs(scoreOf(text))).toBeGreaterThanOrEqual(3);
      expect(labelOf(row)).toBe(Number(scoreOf(text) > 0));
      expect(labelOf(row)).toBe(index % 2);
    }
    expect(opinion(3, 5, OPINIONS)).toBe(opinion(3, 5, OPINIONS));
    expect(opinion(4, 5, OPINIONS)).not.toBe(opinion(3, 5, OPINIONS));
  });
});

describe("pairs of parts", () => {
  // Document d repeats its own byte, with a counter that tells places apart.
  const documents = range(12).map((d) =>
    Uint8Array.from({ length: 1_100 + 40 * d }, (_, i) => (i % 2 === 0 ? 100 + d : 1 + (i % 91))),
  );
  const { row } = pairRows(joinDocuments(documents), 5, 400);

  test("odd rows hold parts of one document, even rows of two; both kinds equally often", () => {
    for (const index of range(400)) {
      const made = row(index);
      const tokens = Uint8Array.from(made.tokens);
      expect(tokens).toHaveLength(2 * PART_LENGTH);
      const sources = [tokens.subarray(0, PART_LENGTH), tokens.subarray(PART_LENGTH)].map((part) => Math.max(...part));
      expect(sources[0] === sources[1]).toBe(index % 2 === 1);
      expect(labelOf(made)).toBe(index % 2);
    }
    expect(row(7)).toEqual(row(7));
  });

  test("parts of one document do not overlap", () => {
    const counting = range(2).map((d) => Uint8Array.from({ length: 40 + d }, (_, i) => 20 + i));
    const short = pairRows(joinDocuments(counting), 1, 200, 16);
    for (const index of range(100)) {
      const tokens = Array.from(short.row(2 * index + 1).tokens);
      expect(new Set(tokens).size).toBe(32);
    }
  });
});

describe("pixels as a sequence", () => {
  test("grey levels keep their places, squares their means", () => {
    const set = shapes(9, 0, 3);
    const grey = greyLevels(set, 2);
    expect(grey).toHaveLength(1_024);
    const at = 3 * (2 * 1_024 + 5 * 32 + 7);
    const [r, g, b] = set.pixels.subarray(at, at + 3);
    expect(Math.abs(grey[5 * 32 + 7] - (0.2989 * r + 0.587 * g + 0.114 * b))).toBeLessThan(1);
    const small = reduced(grey, 2);
    expect(small).toHaveLength(256);
    const mean = (grey[2 * 32 + 4] + grey[2 * 32 + 5] + grey[3 * 32 + 4] + grey[3 * 32 + 5]) / 4;
    expect(small[16 + 2]).toBe(Math.floor(mean));
    expect(Array.from(reduced(grey, 1))).toEqual(Array.from(grey));
  });

  test("an image has the class of its shape", () => {
    const { row } = shapeSequences(2, 1);
    expect(range(20).map((index) => labelOf(row(1, index)))).toEqual(range(20).map((index) => index % 10));
  });
});

/** Where a dash turns into the next one: its gap in front of its head, or behind its tail. */
function joint([row, column]: Point, angle: number, gap: number): Point {
  return [row + gap * Math.sin(angle), column + gap * Math.cos(angle)];
}

/** The end of the line of dashes that begins at the first marker; each joins the one before. */
function followed({ snakes, markers }: PathPicture, gap: number): Point {
  const line = snakes.find(([first]) => first.tail === markers[0])!;
  line.slice(1).forEach((dash, index) => {
    const [to, from] = [joint(dash.tail, dash.angle, -gap), joint(line[index].head, line[index].angle, gap)];
    // Heads stand on whole cells, so that a dash begins up to half a cell's diagonal from where it would.
    expect(Math.hypot(to[0] - from[0], to[1] - from[1])).toBeLessThan(0.75);
  });
  return line[line.length - 1].head;
}

describe("pathfinder", () => {
  const pictures = range(120).map((index) => pathPicture(1, index, PATHS.easy));

  test("following the dashes from the origin ends at the other marker just where the label says so", () => {
    for (const [index, picture] of pictures.entries()) {
      const end = followed(picture, PATHS.easy.gap);
      expect(end === picture.markers[1], `picture ${index}`).toBe(picture.isConnected);
    }
    expect(pictures.filter(({ isConnected }) => isConnected)).toHaveLength(60);
  });

  test("snakes have their dashes; both markers are drawn; seeds give equal bytes", () => {
    for (const picture of pictures.slice(0, 30)) {
      expect(picture.snakes.map((snake) => snake.length)).toEqual([6, 6]);
      const levels = drawn(picture, PATHS.easy);
      for (const [row, column] of picture.markers) expect(levels[Math.round(row) * 32 + Math.round(column)]).toBe(255);
    }
    expect(drawn(pathPicture(1, 7, PATHS.easy), PATHS.easy)).toEqual(drawn(pictures[7], PATHS.easy));
    expect(drawn(pathPicture(2, 7, PATHS.easy), PATHS.easy)).not.toEqual(drawn(pictures[7], PATHS.easy));
  });

  test("the amount of ink tells nothing of the label", () => {
    const ink = pictures.map((picture) => drawn(picture, PATHS.easy).reduce((sum, level) => sum + level, 0));
    const middle = [...ink].sort((a, b) => a - b)[60];
    const right = pictures.filter(({ isConnected }, index) => ink[index] > middle === isConnected).length;
    // Three standard errors of 120 guesses.
    expect(Math.abs(right / 120 - 0.5)).toBeLessThan(0.14);
  });

  test("larger pictures follow the same rules", () => {
    for (const name of ["hard", "path-64", "path-x"] as const) {
      const setting = PATHS[name];
      const { row } = pathTask(setting, { trainingRows: 1, evaluationRows: 1 });
      for (const index of [0, 1]) {
        const picture = pathPicture(4, index, setting);
        expect(picture.snakes.map((snake) => snake.length)).toEqual([14, 14]);
        expect(labelOf(row(4, index))).toBe(index);
      }
    }
  });
});
