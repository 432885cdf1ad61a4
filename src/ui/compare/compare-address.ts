import { keyOf, NO_SELECTION } from "./compare-store.ts";
import type { Selection } from "./compare-store.ts";

/** `<run>.<arm>`: a key as the address spells it; neither part holds a dot. */
function spelled(key: string): string {
  return key.replace("/", ".");
}

function keysOf(text: string | undefined): string[] {
  return (text ?? "").split(",").flatMap((word) => {
    const [run, arm, ...rest] = word.split(".") as (string | undefined)[];
    return run === undefined || run === "" || arm === undefined || arm === "" || rest.length > 0
      ? []
      : [keyOf(run, arm)];
  });
}

/** `run,run;pin=run.arm;hide=run.arm,run.arm`: what stands side by side, as the address carries it. */
export function textOfSelection({ runs, hidden, pinned }: Selection): string {
  const shown = hidden.filter((key) => runs.some((run) => key.startsWith(`${run}/`)));
  return [
    runs.join(","),
    ...(pinned === undefined ? [] : [`pin=${spelled(pinned)}`]),
    ...(shown.length === 0 ? [] : [`hide=${shown.map(spelled).join(",")}`]),
  ].join(";");
}

/** Reads such a text; what it cannot read is left out, and runs that this browser does not keep are not shown. */
export function selectionOfText(text: string): Selection {
  const [runs, ...parts] = text.split(";");
  const partOf = (name: string) => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const [pinned] = keysOf(partOf("pin")) as (string | undefined)[];
  return {
    ...NO_SELECTION,
    runs: [...new Set(runs.split(",").filter((run) => run !== ""))],
    hidden: keysOf(partOf("hide")),
    pinned,
  };
}
