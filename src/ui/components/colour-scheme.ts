import { useSyncExternalStore } from "react";

const DARK = "(prefers-color-scheme: dark)";

/** "light" or "dark": what the reader chose, else what the system prefers. */
export function currentScheme(): "light" | "dark" {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia(DARK).matches ? "dark" : "light";
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(DARK);
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  query.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", onChange);
  };
}

/** The scheme in force; canvases are drawn anew when it changes. */
export function useColourScheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, currentScheme);
}

/** The value that a colour property has in the scheme in force, for canvases, which know no custom properties. */
export function resolveColour(element: HTMLElement, property: string, alpha = 1): string {
  const probe = document.createElement("span");
  probe.style.color = `oklch(from var(${property}) l c h / ${alpha})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Class that gives an element the colour of an arm: "--arm-1" is `ink-arm-1`. */
export function colourClass(property: string): string {
  return property.replace(/^--/, "ink-");
}
