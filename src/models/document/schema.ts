import { z } from "../../lib/zod.ts";
import { LIMITS } from "./limits.ts";

export const DOCUMENT_FORMAT = "bakeoff/architecture@1";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export const CONTAINER_KINDS = ["residual", "sequence", "repeat", "parallel", "stage"] as const;
export type ContainerKind = (typeof CONTAINER_KINDS)[number];

const SLUG_PATTERN = new RegExp(`^[a-z][a-z0-9-]{0,${LIMITS.slugLetters - 1}}$`);

/** A short lower-case word; part of parameter names, so never an index. */
export const slugSchema = z.string().regex(SLUG_PATTERN, {
  error: "a slug is a lower-case word of letters, digits and hyphens that begins with a letter (at most 40)",
});
const streamName = slugSchema;
/** Slugs joined by points. */
const nodeAddress = z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/, {
  error: "a node is named by its slugs joined by points, such as layers.attn",
});
/** A node's address, a point, and a parameter's own name. */
const parameterAddress = z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*\.[a-z][a-z0-9_]*$/, {
  error: "a parameter is named by its node's slugs and its own name joined by points, such as embed.weight",
});
const streams = z.array(streamName).min(1).max(16);
const jsonValue: z.ZodType<JsonValue> = z.json();
const extent = z.int().min(1).max(LIMITS.extent);
const positions = z.array(z.union([extent, z.literal("T")])).max(4);
const featureShape = z.strictObject({ positions, width: extent });

const shared = {
  id: z.string().max(64).optional().describe("Stable identity for undo and selection; no part of the hash."),
  name: z.string().max(120).optional().describe("Display name; no part of the hash."),
  slug: slugSchema.optional().describe("Unique among siblings; default: the role of the block."),
  share: z
    .enum(["one", "each"])
    .optional()
    .describe("Inside a repeat: one set of weights for all passes, or one for each pass."),
};

const scale = z.union([z.number(), z.strictObject({ learned: z.enum(["scalar", "channel"]), initial: z.number() })]);

const blockFields = {
  ...shared,
  kind: z
    .string()
    .regex(SLUG_PATTERN)
    .refine((kind) => !(CONTAINER_KINDS as readonly string[]).includes(kind)),
  version: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("Version of the block kind whose defaults are meant; absent: 1."),
  knobs: z.record(z.string(), jsonValue).optional().describe("Only what differs from the defaults of that version."),
  perPass: z
    .record(z.string(), z.array(jsonValue).min(1).max(LIMITS.passes))
    .optional()
    .describe("Inside a repeat: a knob's value for each pass."),
  reads: streams
    .optional()
    .describe("Streams read, in the order of the block's ports; default: the enclosing stream for each."),
  writes: streams.optional().describe("Streams written, in the order of the block's ports."),
  tie: z
    .union([nodeAddress, z.record(z.string(), parameterAddress)])
    .optional()
    .describe("Use the weights of another node, or for single parameters those of another parameter."),
};

const stream = streamName.optional().describe("The stream that items inside read and write unless they say otherwise.");

/** The schemas of all items, over what a slot may hold. */
function itemSchemas<Item extends z.ZodType>(item: Item) {
  const items = z.array(item).min(1).max(LIMITS.items);
  const branch = z.strictObject({
    slug: slugSchema.optional(),
    name: shared.name,
    stream,
    body: items,
  });
  return {
    block: z.strictObject(blockFields),
    residual: z.strictObject({
      ...shared,
      kind: z.literal("residual"),
      stream,
      writes: streams.optional().describe("Streams added onto; inside they name the branch's own copies."),
      placement: z.enum(["pre", "post"]).optional().describe("Where the norm stands; default: pre."),
      norm: item.optional(),
      body: items,
      scale: scale.optional().describe("Factor of the branch; default: 1."),
      skipScale: scale.optional().describe("Factor of the skipping arm; default: 1."),
    }),
    sequence: z.strictObject({
      ...shared,
      kind: z.literal("sequence"),
      stream,
      skip: z
        .int()
        .min(1)
        .max(8)
        .optional()
        .describe("How many residuals old the stream is that a residual reads: 1 standard, 2 ladder."),
      from: z
        .int()
        .min(0)
        .max(LIMITS.steps)
        .optional()
        .describe("So many of its residuals come first and read the stream as it is; default: none."),
      body: items,
    }),
    repeat: z.strictObject({
      ...shared,
      kind: z.literal("repeat"),
      stream,
      times: z.int().min(1).max(LIMITS.passes),
      sharing: z.enum(["one", "each"]).optional().describe("Weights for each pass, or one set; default: each."),
      inject: z
        .enum(["none", "add"])
        .optional()
        .describe("Add what entered the loop to what every pass reads (the loop's own state then begins at zero)."),
      body: items,
    }),
    parallel: z.strictObject({
      ...shared,
      kind: z.literal("parallel"),
      stream,
      join: z.enum(["sum", "concat", "gate"]).describe("Sum, concatenation of widths, or product of the branches."),
      branches: z.array(branch).min(2).max(32),
    }),
    stage: z.strictObject({
      ...shared,
      kind: z.literal("stage"),
      stream,
      transition: items.optional().describe("Changes the resolution on entry."),
      body: items,
    }),
  };
}

/** One item at a time; its slots are read by the walker, which can name the node in every sentence. */
export const shallowItemSchemas = itemSchemas(z.unknown());

const deepItem: z.ZodType = z.lazy(() => z.union(Object.values(deepItemSchemas)));
const deepItemSchemas = itemSchemas(deepItem);

const streamSchema = z.strictObject({
  name: streamName,
  start: z
    .union([z.strictObject({ input: slugSchema }), z.strictObject({ zeros: featureShape })])
    .optional()
    .describe("What the stream holds first: an input of the task, or zeros; absent: nothing until it is written."),
  shape: featureShape.optional().describe("If given, every value of features written to the stream has this shape."),
});

const point = {
  stream: streamName.optional(),
  node: nodeAddress.optional().describe("Take the stream as it is right after this node; absent: at the trunk's end."),
  lastPasses: z.int().min(1).max(LIMITS.passes).optional().describe("Of a node in a repeat: the last so many passes."),
};

function documentSchemaOver<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    format: z.literal(DOCUMENT_FORMAT),
    name: z.string().max(120).optional().describe("Display name; no part of the hash."),
    task: z.strictObject({ kind: slugSchema, knobs: z.record(z.string(), jsonValue).optional() }),
    streams: z.array(streamSchema).min(1).max(16).optional(),
    trunk: z.array(item).min(1).max(LIMITS.items),
    heads: z
      .array(
        z.strictObject({
          ...point,
          name: slugSchema,
          port: slugSchema.optional().describe("The task's output that this head gives; default: the one of its name."),
          body: z.array(item).max(LIMITS.items).optional(),
        }),
      )
      .min(1)
      .max(32),
    taps: z
      .array(z.strictObject({ ...point, name: slugSchema }))
      .max(64)
      .optional()
      .describe("Inner values that objectives and diagnostics may read."),
  });
}

export const shallowDocumentSchema = documentSchemaOver(z.unknown());

/** The whole document in one schema, for JSON Schema and for forms; knobs are checked against the catalogue. */
export const documentSchema = documentSchemaOver(deepItem);
