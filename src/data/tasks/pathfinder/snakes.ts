import { STREAMS, threefry2x32, uniformBelow, uniformFloat } from "../../../lib/threefry.ts";
import { footprint, within, type Covered, type Dash, type Point } from "./raster.ts";

/** How hard a picture is; lengths in pixels. */
export interface PathSetting {
  readonly side: number;
  /** Pixels at the border that stay empty. */
  readonly padding: number;
  readonly dashLength: number;
  /** Space in front of and behind a dash. */
  readonly gap: number;
  /** Width of a dash. */
  readonly thickness: number;
  /** How little a snake bends from dash to dash. */
  readonly continuity: number;
  /** Between the first dashes of the two snakes. */
  readonly seedDistance: number;
  readonly markerRadius: number;
  /** Dashes of a snake. */
  readonly dashes: number;
  readonly distractors: number;
  /** Dashes of a distractor. */
  readonly distractorDashes: number;
  /** Brightness of dashes; markers have 1. */
  readonly contrast: number;
}

/** Dashes behind one another; a tail looks to the origin. */
export type Snake = readonly Dash[];

const PLACE_TRIES = 3;
const DISTRACTOR_TRIES = 5;
const START_TRIES = 50;
/** Nothing more is placed where less than this share of the picture is free. */
const LEAST_FREE = 0.01;

/** A dash is too near to what is there where their shares of a cell come to this together. */
const COLLISION = 1.8;

/** Whole numbers and chances, a pure function of (seed, picture). */
export class PathDraws {
  private readonly seed: number;
  private readonly picture: number;
  private taken = 0;

  constructor(seed: number, picture: number) {
    this.seed = seed;
    this.picture = picture;
  }

  below(count: number): number {
    return uniformBelow(this.word(), count);
  }

  uniform(): number {
    return uniformFloat(this.word());
  }

  /** Whole degrees, as radians. */
  angle(): number {
    return ((this.below(360) - 180) * Math.PI) / 180;
  }

  private word(): number {
    return threefry2x32(this.seed, STREAMS.sampling, this.picture, this.taken++)[0];
  }
}

const ahead = ([row, column]: Point, angle: number, distance: number): Point => [
  row + distance * Math.sin(angle),
  column + distance * Math.cos(angle),
];

/** Cells within a distance of one, as offsets of rows and columns. */
function disc(radius: number): readonly Point[] {
  const offsets: Point[] = [];
  for (let i = -radius; i <= radius; i++) {
    for (let j = -radius; j <= radius; j++) if (i * i + j * j <= radius * radius) offsets.push([i, j]);
  }
  return offsets;
}

/** A picture's cells with the share of each that is taken, and the rules by which a dash is put among them. */
export class Field {
  private taken: Float64Array;
  private readonly setting: PathSetting;
  private readonly draws: PathDraws;
  private readonly around: readonly Point[];

  constructor(setting: PathSetting, draws: PathDraws) {
    const { side, padding, gap } = setting;
    this.setting = setting;
    this.draws = draws;
    this.around = disc(gap);
    this.taken = new Float64Array(side * side).fill(1);
    for (let i = padding; i < side - padding; i++) this.taken.fill(0, i * side + padding, (i + 1) * side - padding);
  }

  get freeShare(): number {
    let free = 0;
    for (const share of this.taken) free += Number(share === 0);
    return free / this.taken.length;
  }

  take(dash: Dash): void {
    for (const { cell, share } of this.cellsOf(dash)) this.taken[cell] = Math.max(this.taken[cell], share);
  }

  /** What `tried` did to the field is undone unless it succeeded. */
  attempt<Made>(tried: () => Made | undefined): Made | undefined {
    const before = this.taken.slice();
    const made = tried();
    if (made === undefined) this.taken = before;
    return made;
  }

  /** A first dash from `tail`; undefined where it meets something or leaves the picture. */
  dashFrom(tail: Point): Dash | undefined {
    const { dashLength, gap, side } = this.setting;
    const angle = this.draws.angle();
    const dash = { tail, head: ahead(tail, angle, dashLength), angle };
    const pivot = ahead(dash.head, angle, -(dashLength + gap));
    const isInside = within(dash.head, side) && within(pivot, side) && within(tail, side);
    return isInside && !this.meets(dash, [[0, 0]]) ? dash : undefined;
  }

  /** A dash somewhere, at least `margin` cells from every border. */
  dashAnywhere(margin: number, tries: number): Dash | undefined {
    const span = this.setting.side - 2 * margin;
    for (let attempt = 0; attempt < tries; attempt++) {
      const dash = this.dashFrom([margin + this.draws.below(span), margin + this.draws.below(span)]);
      if (dash !== undefined) return dash;
    }
    return undefined;
  }

  /** The dash behind `last`, turned as continuity allows; undefined where there is no room. */
  extend(last: Dash): Dash | undefined {
    const pivot = ahead(last.head, last.angle, this.setting.gap);
    const candidates = this.candidates(pivot, last.angle);
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    if (total <= 0) return undefined;
    for (let attempt = 0; attempt < PLACE_TRIES; attempt++) {
      let rest = this.draws.uniform() * total;
      const { head } = candidates.find(({ weight }) => (rest -= weight) < 0) ?? candidates[candidates.length - 1];
      const angle = Math.atan2(head[0] - pivot[0], head[1] - pivot[1]);
      const dash = { tail: ahead(head, angle, -this.setting.dashLength), head, angle };
      if (!this.meets(dash, this.around)) return dash;
    }
    return undefined;
  }

  /** Cells on the circle that the next head lies on, each once, likelier the less the snake turns. */
  private candidates([row, column]: Point, heading: number): { readonly head: Point; readonly weight: number }[] {
    const { dashLength, gap, continuity, side } = this.setting;
    const radius = dashLength + gap;
    const seen = new Set<number>();
    const found: { head: Point; weight: number }[] = [];
    for (let turn = 0; turn < 2 * Math.PI; turn += 1 / radius) {
      const head: Point = [Math.round(row + radius * Math.sin(turn)), Math.round(column + radius * Math.cos(turn))];
      const cell = head[0] * side + head[1];
      const difference = Math.atan2(head[0] - row, head[1] - column) - heading;
      const bend = Math.abs(Math.atan2(Math.sin(difference), Math.cos(difference)));
      if (!within(head, side) || continuity * bend >= Math.PI / 2 || seen.has(cell)) continue;
      seen.add(cell);
      const weight = Math.cos(continuity * bend) ** 2 * (1 - this.fullest(head, this.around));
      if (weight > 0) found.push({ head, weight });
    }
    return found;
  }

  /** The largest share that is taken near a cell; outside the picture all is. */
  private fullest([row, column]: Point, offsets: readonly Point[]): number {
    const { side } = this.setting;
    let most = 0;
    for (const [i, j] of offsets) {
      const [r, c] = [row + i, column + j];
      most = Math.max(most, r < 0 || c < 0 || r >= side || c >= side ? 1 : this.taken[r * side + c]);
    }
    return most;
  }

  private meets(dash: Dash, offsets: readonly Point[]): boolean {
    const { side } = this.setting;
    return this.cellsOf(dash).some(
      ({ cell, share }) => share + this.fullest([Math.floor(cell / side), cell % side], offsets) >= COLLISION,
    );
  }

  private cellsOf(dash: Dash): readonly Covered[] {
    return footprint(dash, this.setting.thickness, this.setting.side);
  }
}

/** A snake that grows by one dash; the dash before is taken only now, so that neighbours of a snake may be near. */
function grow(field: Field, snake: Dash[]): boolean {
  const last = snake[snake.length - 1];
  const next = field.extend(last);
  if (next === undefined) return false;
  field.take(last);
  snake.push(next);
  return true;
}

/** The two snakes; undefined where one of them runs into a corner, so that the picture is begun anew. */
function twoSnakes(field: Field, draws: PathDraws, setting: PathSetting): readonly [Snake, Snake] | undefined {
  const { seedDistance, dashes, side } = setting;
  const first = field.dashAnywhere(Math.min(2 * seedDistance, Math.floor(side / 2) - 1), START_TRIES);
  if (first === undefined) return undefined;
  const [row, column] = ahead(first.tail, draws.angle(), seedDistance);
  const second = field.dashFrom([Math.round(row), Math.round(column)]);
  if (second === undefined) return undefined;
  const snakes: [Dash[], Dash[]] = [[first], [second]];
  for (let dash = 1; dash < dashes; dash++) if (!snakes.every((snake) => grow(field, snake))) return undefined;
  for (const snake of snakes) field.take(snake[snake.length - 1]);
  return snakes;
}

function distractor(field: Field, { distractorDashes, padding }: PathSetting): Snake | undefined {
  for (let attempt = 0; attempt < DISTRACTOR_TRIES; attempt++) {
    const made = field.attempt(() => {
      const first = field.dashAnywhere(padding, 1);
      if (first === undefined) return undefined;
      const snake = [first];
      while (snake.length < distractorDashes) if (!grow(field, snake)) return undefined;
      field.take(snake[snake.length - 1]);
      return snake;
    });
    if (made !== undefined) return made;
  }
  return undefined;
}

export interface PathPicture {
  readonly snakes: readonly [Snake, Snake];
  readonly distractors: readonly Snake[];
  /** Where the two markers stand: at an origin, and at the end of the same snake or of the other one. */
  readonly markers: readonly [Point, Point];
  readonly isConnected: boolean;
  /** How many times the picture was begun anew. */
  readonly restarts: number;
}

/** Picture `index` of a seed; in odd ones the markers lie on one snake. */
export function pathPicture(seed: number, index: number, setting: PathSetting): PathPicture {
  const draws = new PathDraws(seed, index);
  const isConnected = index % 2 === 1;
  for (let restarts = 0; ; restarts++) {
    const field = new Field(setting, draws);
    const snakes = twoSnakes(field, draws, setting);
    if (snakes === undefined) continue;
    const distractors: Snake[] = [];
    for (let m = 0; m < setting.distractors && field.freeShare >= LEAST_FREE; m++) {
      const made = distractor(field, setting);
      if (made !== undefined) distractors.push(made);
    }
    const chosen = draws.below(2);
    const end = snakes[isConnected ? chosen : 1 - chosen];
    const markers = [snakes[chosen][0].tail, end[end.length - 1].head] as const;
    return { snakes, distractors, markers, isConnected, restarts };
  }
}
