import { Icon } from "./icon.tsx";

/** A sentence about what is wrong, beside the thing that is wrong. */
export function Problem({ sentence, isWarning = false }: { readonly sentence: string; readonly isWarning?: boolean }) {
  return (
    <p className={isWarning ? "problem warning" : "problem"} role="alert">
      <Icon name="warning" />
      <span>{sentence}</span>
    </p>
  );
}
