import type { BuildContext, BuiltValue } from "./block-build.ts";

/** A build function whose knobs belong to its own kind. */
type AnyBuild = (context: BuildContext<never>) => readonly BuiltValue[];

const MODULES = import.meta.glob<{ build: AnyBuild }>("../blocks/*/build.ts", { eager: true });

const BUILDS = new Map(
  Object.entries(MODULES).map(([path, module]) => [path.split("/").at(-2) ?? path, module.build] as const),
);

/** How blocks of a kind compute; its folder has the name of the kind. */
export function buildOf(kind: string): AnyBuild {
  const build = BUILDS.get(kind);
  if (build === undefined) throw new Error(`block kind ${kind} has no build.ts`);
  return build;
}

export const BUILT_KINDS: readonly string[] = [...BUILDS.keys()];
