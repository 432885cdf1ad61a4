import { useState } from "react";
import type { ReactNode } from "react";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import { GLOSSARY } from "../glossary.ts";
import type { GlossaryTerm } from "../glossary.ts";
import type { GlossaryEntry } from "../glossary/entry.ts";

export interface TermProps {
  readonly of: GlossaryTerm | GlossaryEntry;
  readonly children: ReactNode;
  /** Leaves a number out of the tab order where a focusable heading beside it says the same. */
  readonly isQuiet?: boolean;
  readonly className?: string;
}

/** A number or its name, with what it is, how it was made and what it does not tell; on hover, focus and touch. */
export function Term({ of, children, isQuiet = false, className = "" }: TermProps) {
  const [isOpen, setIsOpen] = useState(false);
  const entry: GlossaryEntry = typeof of === "string" ? GLOSSARY[of] : of;
  return (
    <TooltipTrigger delay={350} closeDelay={80} isOpen={isOpen} onOpenChange={setIsOpen}>
      <Button slot={null} className={`term ${className}`} excludeFromTabOrder={isQuiet} onPress={() => setIsOpen(true)}>
        {children}
      </Button>
      <Tooltip className="tooltip" offset={6}>
        <b>
          {entry.title}
          {entry.unit === undefined ? "" : ` (${entry.unit})`}
        </b>
        <p>{entry.what}</p>
        <p>{entry.how}</p>
        <p className="quiet">{entry.doesNotTell}</p>
      </Tooltip>
    </TooltipTrigger>
  );
}
