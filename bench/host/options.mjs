import { parseArgs } from "node:util";
import { BadInput } from "../../scripts/browser.mjs";

export const RIVALS = /** @type {const} */ (["jax-js", "tfjs", "onnxruntime-web"]);

/** @typedef {typeof RIVALS[number]} RivalName */

const USAGE = `Usage: npm run bench -- [options]
  --rounds N        interleaved rounds, 5 by default
  --only WORD       cases whose name contains the word: train, forward, attention, matmul, mlp, first-step
  --engines A,B     rivals: ${RIVALS.join(", ")}; all by default
  --out FILE        write the results as JSON
  --gpu             let the browser choose the adapter, instead of its software adapter
  --profile         time every kernel of our train step instead, over N rounds`;

/**
 * @typedef {object} Options
 * @property {number} rounds
 * @property {string} only
 * @property {RivalName[]} rivals
 * @property {string | undefined} out
 * @property {boolean} usesHardware
 * @property {boolean} isProfile
 */

/**
 * @param {string[]} words
 * @returns {Options}
 */
export function readOptions(words) {
  const values = parse(words);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new BadInput(`--rounds is "${values.rounds}"; give a whole number from 1 on.`);
  }
  const names = values.engines.split(",").filter((name) => name !== "");
  const unknown = names.find((name) => !RIVALS.some((rival) => rival === name));
  if (unknown !== undefined) {
    throw new BadInput(`There is no engine "${unknown}"; the rivals are ${RIVALS.join(", ")}.`);
  }
  return {
    rounds,
    only: values.only,
    rivals: RIVALS.filter((rival) => names.includes(rival)),
    out: values.out,
    usesHardware: values.gpu,
    isProfile: values.profile,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        rounds: { type: "string", default: "5" },
        only: { type: "string", default: "" },
        engines: { type: "string", default: RIVALS.join(",") },
        out: { type: "string" },
        gpu: { type: "boolean", default: false },
        profile: { type: "boolean", default: false },
      },
    }).values;
  } catch (thrown) {
    throw new BadInput(`${String(/** @type {Error} */ (thrown).message)}\n${USAGE}`);
  }
}
