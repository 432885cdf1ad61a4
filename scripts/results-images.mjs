// The part of docs/results.md on image networks: what each card's arms reach on photographs.

/** @typedef {{ card: any, look: any, longer: any }} PhotographResults */

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

/** @param {any} result @param {string} id @param {any} tools */
function accuracyCell(result, id, { bestRate }) {
  const arm = result?.arms.find((/** @type {any} */ one) => one.id === id);
  const run = arm === undefined ? undefined : bestRate(arm)?.runs[0];
  return run?.final?.accuracy === undefined ? "–" : percent(run.final.accuracy);
}

/** @param {any} result */
function settingOf({ experiment, arms, adapter }) {
  const steps = arms[0].runs[0]?.curves.step.at(-1) ?? 0;
  const { learningRates, seeds } = experiment;
  const where = adapter.isSoftware ? "software adapter" : adapter.description;
  return `${steps} steps of ${experiment.batch} images at a rate of ${learningRates.join(", ")}, n = ${seeds.length}, ${where}`;
}

/** Of the first result there is: all are of the same photographs. @param {any} result */
function yardstickLine({ dataset }) {
  const linear = (dataset.yardsticks ?? []).filter((/** @type {any} */ one) => one.accuracy !== undefined);
  const told = linear.map((/** @type {any} */ one) => `${one.name}: ${percent(one.accuracy)}`).join("; ");
  const error = 100 * Math.sqrt(0.25 / dataset.evalSlice.tokens);
  return `${dataset.trainTokens.toLocaleString("en-US")} photographs to learn from, ${dataset.evalSlice.tokens} held out: one standard error is ${error.toFixed(1)} points. Beside them ${told}.`;
}

/** @param {PhotographResults} results @param {any} tools */
function rowsOf({ card, look, longer }, tools) {
  return look.arms.map((/** @type {any} */ { id, title, parameters }) => {
    const isBaseline = id === look.experiment.baseline;
    const name = `${title ?? id}${isBaseline ? " (baseline)" : ""}`;
    const cells = [
      card.title,
      name,
      parameters.toLocaleString("en-US"),
      accuracyCell(look, id, tools),
      accuracyCell(longer, id, tools),
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

/** @param {readonly PhotographResults[]} all @param {any} tools */
export function imagesPart(all, tools) {
  const heading = "## Image networks on photographs\n";
  const run = all.filter(({ look }) => look !== undefined);
  if (run.length === 0) return `${heading}\nNot run yet.\n`;
  const longer = run.find((one) => one.longer !== undefined)?.longer;
  const missing = all.filter(({ look }) => look === undefined).map(({ card }) => card.title);
  return [
    heading,
    `A look that shows that a network trains, never who wins. ${yardstickLine(run[0].look)}\n`,
    `- short: ${settingOf(run[0].look)}`,
    ...(longer === undefined ? [] : [`- longer: ${settingOf(longer)}`]),
    "",
    "| card | arm | parameters | right, short | right, longer |",
    "| --- | --- | ---: | ---: | ---: |",
    ...run.flatMap((one) => rowsOf(one, tools)),
    "",
    ...(missing.length === 0 ? [] : [`Not run yet: ${missing.join("; ")}.\n`]),
  ].join("\n");
}
