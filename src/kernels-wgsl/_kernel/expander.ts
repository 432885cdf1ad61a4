/**
 * The one permitted way to vary hand-written WGSL at text time (DESIGN §4.5): a typed `const` prelude, `for` over named
 * registers, `if` on flags, and inserted snippets. Register arrays cannot be sized by `override`; that is why it exists.
 *
 *   //: for i in 0..ROWS          repeats the lines up to //: end with ${i} replaced
 *   //: if HAS_BIAS               keeps the lines only if the constant is true or non-zero; //: else is allowed
 *   //: insert NAME               inserts a snippet
 *   ${i * 4 + 1}                  integer arithmetic over loop variables and constants (+ - * / % and parentheses)
 *   ${lane(i)}                    x, y, z or w
 *   $[i: 0..E| + |dot(a${i}, b${i})]   the body for each i, joined by what stands between the bars
 */
export interface Expansion {
  readonly constants?: Readonly<Record<string, number | boolean>>;
  readonly snippets?: Readonly<Record<string, string>>;
  /** WGSL `enable`/`diagnostic` directives, which must come first. */
  readonly directives?: string;
}

type Scope = ReadonlyMap<string, number>;

/** Expansions so far: a rebuilt plan asks for the same texts again, and expanding was most of its time. */
const known = new Map<string, string>();

export function expand(source: string, expansion: Expansion = {}): string {
  const { constants, snippets, directives } = expansion;
  const key = JSON.stringify([constants, snippets, directives]) + source;
  let text = known.get(key);
  if (text === undefined) {
    text = expandText(source, expansion);
    known.set(key, text);
  }
  return text;
}

function expandText(source: string, expansion: Expansion): string {
  const constants = Object.entries(expansion.constants ?? {});
  const scope = new Map(constants.map(([name, value]) => [name, Number(value)]));
  const prelude = constants
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .map(([name, value]) => constantLine(name, value));
  const body = expandLines(source.split("\n"), scope, expansion.snippets ?? {});
  return [expansion.directives ?? "", ...prelude, ...body].filter((line, i) => i > 0 || line !== "").join("\n");
}

function constantLine(name: string, value: number): string {
  return Number.isInteger(value) ? `const ${name}: u32 = ${value}u;` : `const ${name}: f32 = ${value};`;
}

function expandLines(lines: readonly string[], scope: Scope, snippets: Readonly<Record<string, string>>): string[] {
  const out: string[] = [];
  let i = 0;
  while (i < lines.length) {
    const directive = /^\s*\/\/: (.*)$/.exec(lines[i])?.[1].trim();
    if (directive === undefined) {
      out.push(substitute(lines[i], scope));
      i += 1;
    } else if (directive.startsWith("insert ")) {
      out.push(...expandLines(snippetOf(directive.slice(7).trim(), snippets).split("\n"), scope, snippets));
      i += 1;
    } else {
      const block = blockAt(lines, i);
      out.push(...expandBlock(directive, block, scope, snippets));
      i = block.next;
    }
  }
  return out;
}

function snippetOf(name: string, snippets: Readonly<Record<string, string>>): string {
  if (!Object.hasOwn(snippets, name)) throw new Error(`expander: no snippet named ${name}`);
  return snippets[name];
}

interface Block {
  readonly body: readonly string[];
  readonly otherwise: readonly string[];
  readonly next: number;
}

/** Lines of the block that opens at `start`, split at its own `else`. */
function blockAt(lines: readonly string[], start: number): Block {
  let depth = 0;
  let otherwise = -1;
  for (let i = start; i < lines.length; i++) {
    const directive = /^\s*\/\/: (\w+)/.exec(lines[i])?.[1];
    if (directive === "for" || directive === "if") depth += 1;
    if (directive === "else" && depth === 1) otherwise = i;
    if (directive === "end") depth -= 1;
    if (directive === "end" && depth === 0) {
      const split = otherwise === -1 ? i : otherwise;
      return { body: lines.slice(start + 1, split), otherwise: lines.slice(split + 1, i), next: i + 1 };
    }
  }
  throw new Error(`expander: no end for "${lines[start].trim()}"`);
}

function expandBlock(
  directive: string,
  block: Block,
  scope: Scope,
  snippets: Readonly<Record<string, string>>,
): string[] {
  if (directive.startsWith("if ")) {
    const condition = evaluate(directive.slice(3), scope) !== 0;
    return expandLines(condition ? block.body : block.otherwise, scope, snippets);
  }
  const loop = /^for (\w+) in (.+)\.\.(.+)$/.exec(directive);
  if (loop === null) throw new Error(`expander: cannot read directive "${directive}"`);
  const [from, to] = [evaluate(loop[2], scope), evaluate(loop[3], scope)];
  const out: string[] = [];
  for (let value = from; value < to; value++) {
    out.push(...expandLines(block.body, new Map([...scope, [loop[1], value]]), snippets));
  }
  return out;
}

/** Replaces `$[…]` first (its body may hold `${…}` of the joined variable), then `${…}`. */
function substitute(line: string, scope: Scope): string {
  const start = line.indexOf("$[");
  if (start === -1) {
    return line.replace(/\$\{([^}]*)\}/g, (_, text: string) => {
      const lane = /^lane\((.*)\)$/.exec(text.trim());
      return lane === null ? String(evaluate(text, scope)) : "xyzw"[evaluate(lane[1], scope)];
    });
  }
  const end = closingBracket(line, start + 1);
  const join = /^(\w+): (.+?)\.\.(.+?)\|(.*?)\|(.*)$/.exec(line.slice(start + 2, end));
  if (join === null) throw new Error(`expander: cannot read "${line.trim()}"`);
  const parts: string[] = [];
  const last = evaluate(join[3], scope);
  for (let value = evaluate(join[2], scope); value < last; value++) {
    parts.push(substitute(join[5], new Map([...scope, [join[1], value]])));
  }
  return substitute(line.slice(0, start), scope) + parts.join(join[4]) + substitute(line.slice(end + 1), scope);
}

function closingBracket(line: string, open: number): number {
  let depth = 0;
  for (let i = open; i < line.length; i++) {
    if (line[i] === "[") depth += 1;
    if (line[i] === "]") depth -= 1;
    if (depth === 0) return i;
  }
  throw new Error(`expander: no closing bracket in "${line.trim()}"`);
}

/** Integer arithmetic by recursive descent; division truncates. */
function evaluate(text: string, scope: Scope): number {
  const tokens = text.match(/\w+|[-+*/%()<>]/g) ?? [];
  let at = 0;
  const factor = (): number => {
    const token = tokens[at++];
    if (token === "(") {
      const inner = sum();
      at += 1;
      return inner;
    }
    if (/^\d+$/.test(token)) return Number(token);
    const value = scope.get(token);
    if (value === undefined) throw new Error(`expander: unknown name "${token}" in "${text}"`);
    return value;
  };
  const product = (): number => {
    let left = factor();
    while (["*", "/", "%"].includes(tokens[at])) {
      const operator = tokens[at++];
      const right = factor();
      left = operator === "*" ? left * right : operator === "/" ? Math.trunc(left / right) : left % right;
    }
    return left;
  };
  const sum = (): number => {
    let left = product();
    while (["+", "-"].includes(tokens[at])) left = tokens[at++] === "+" ? left + product() : left - product();
    return left;
  };
  const result = sum();
  if (at !== tokens.length) throw new Error(`expander: cannot read "${text}"`);
  return result;
}
