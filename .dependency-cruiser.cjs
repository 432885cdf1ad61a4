/** Each layer may import only from itself and from the layers before it. */
const LAYERS = [
  "lib",
  "kernels-wgsl",
  "engine",
  "models",
  "data",
  "training",
  "experiments",
  "papers",
  "sharing",
  "export",
  "workers",
  "ui",
];

/** What the interface may see of the rest: pure descriptions, and the workers' two public files. */
const VISIBLE_TO_UI = [
  "^src/(ui|lib|sharing|papers)/",
  "^src/models/(document|presets)/",
  "^src/models/blocks/(index|[^/]+/block)\\.ts$",
  "^src/experiments/(schema|compare)/",
  "^src/workers/(client|protocol|automation)\\.ts$",
];

const TESTS = "\\.test\\.tsx?$";

const layerRules = LAYERS.slice(0, -1).map((layer, position) => ({
  name: `${layer}-below-${LAYERS[position + 1]}`,
  comment: `src/${layer} must not import from a later layer.`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${LAYERS.slice(position + 1).join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "no-cycles",
      comment: "Files that import each other cannot be understood or tested apart.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      comment: "An import that is not found escapes every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "in-a-layer",
      comment: "Every source file lies in a layer.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${LAYERS.join("|")})/` },
      to: {},
    },
    {
      name: "ui-sees-descriptions-only",
      comment: "The interface never pulls in the engine, the kernels, training or data; it talks to workers.",
      severity: "error",
      from: { path: "^src/ui/" },
      to: { path: "^src/", pathNot: VISIBLE_TO_UI },
    },
    {
      name: "react-only-in-ui",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/ui/" },
      to: {
        path: "^node_modules/(react|react-dom|react-aria-components|recharts|@xyflow/react|vitest-browser-react)/",
      },
    },
    {
      name: "comlink-only-in-workers",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/workers/" },
      to: { path: "^node_modules/comlink/" },
    },
    {
      name: "tests-imported-by-nobody",
      severity: "error",
      from: { path: "^src/" },
      to: { path: TESTS },
    },
    {
      name: "worker-files-imported-by-nobody",
      comment: "A worker's file is started by its address; importing it would run it in the wrong thread.",
      severity: "error",
      from: { path: "^src/", pathNot: TESTS },
      to: { path: "^src/workers/.*\\.worker\\.ts$" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    // Without these every package subpath counts as unresolved.
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "browser", "default"],
    },
  },
};
