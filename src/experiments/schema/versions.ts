import { Failure } from "../../lib/failure.ts";

/** One step of a migration: takes a value written by version n, gives the same value as version n + 1 would write it. */
export type Migration = (value: Record<string, unknown>) => Record<string, unknown>;

export interface VersionedFormat {
  /** The part of the tag before the `@`, such as `bakeoff/experiment`. */
  readonly name: string;
  /** What a person calls a file of this format, such as `experiment`. */
  readonly noun: string;
  /** `migrations[n - 1]` leads from version n to version n + 1; the current version is their number plus one. */
  readonly migrations: readonly Migration[];
}

export function currentTag(format: VersionedFormat): string {
  return `${format.name}@${format.migrations.length + 1}`;
}

/** Brings a value of any released version to the current one. Anything else is refused with a sentence. */
export function migrate(format: VersionedFormat, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Failure(
      `This is not a Bakeoff ${format.noun}: expected a JSON object with "schema": "${currentTag(format)}".`,
    );
  }
  const { schema } = value as { schema?: unknown };
  const [name, versionText = ""] = typeof schema === "string" ? schema.split("@") : [];
  if (name !== format.name || !/^[1-9]\d{0,5}$/.test(versionText)) {
    const found = schema === undefined ? "has no `schema` field" : `says "schema": ${JSON.stringify(schema)}`;
    throw new Failure(`The ${format.noun} ${found}; write "schema": "${currentTag(format)}" at its top.`);
  }
  const current = format.migrations.length + 1;
  const version = Number(versionText);
  if (version > current) {
    throw new Failure(
      `The ${format.noun} was written by a newer Bakeoff (version ${version} of its format; this one reads up to ${current}). ` +
        "Reload the page or update the checkout, then open it again.",
    );
  }
  let migrated = value as Record<string, unknown>;
  for (let from = version; from < current; from += 1) {
    migrated = { ...format.migrations[from - 1](migrated), schema: `${format.name}@${from + 1}` };
  }
  return migrated;
}
