import { useRef } from "react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { exportFigure } from "./export-figure.ts";

/** A result chart with its heading, its controls, and its picture to take along. */
export function Figure({
  title,
  label,
  stem,
  controls,
  settings,
  note,
  isWide = false,
  children,
}: {
  readonly title: ReactNode;
  /** Accessible name of the chart. */
  readonly label: string;
  /** Beginning of the names of exported files. */
  readonly stem: string;
  readonly controls?: ReactNode;
  /** Stands between the heading and the chart. */
  readonly settings?: ReactNode;
  readonly note?: ReactNode;
  /** Takes a row of its own; on a narrow screen it scrolls by itself. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const save = (format: "svg" | "png"): void => {
    const figure = place.current?.querySelector("svg");
    if (figure instanceof SVGSVGElement) void exportFigure(figure, stem, format);
  };
  return (
    <section className={isWide ? "panel figure is-wide" : "panel figure"} aria-label={label}>
      <div className="panel-heading">
        <h2>{title}</h2>
        <span className="figure-exports">
          {controls}
          <Button className="button quiet-button" aria-label={`Save ${label} as SVG`} onPress={() => save("svg")}>
            SVG
          </Button>
          <Button className="button quiet-button" aria-label={`Save ${label} as PNG`} onPress={() => save("png")}>
            PNG
          </Button>
        </span>
      </div>
      {settings}
      <div
        {...(isWide
          ? { className: "wide-scroll", role: "group", tabIndex: 0, "aria-label": `Picture of ${label}` }
          : {})}
      >
        <div ref={place} className="figure-chart" role="img" aria-label={label}>
          {children}
        </div>
      </div>
      {note === undefined ? null : <p className="note">{note}</p>}
    </section>
  );
}
