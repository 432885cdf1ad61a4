import { Component } from "react";
import type { ReactNode } from "react";
import { sentenceOf } from "../../lib/failure.ts";
import { Problem } from "../components/problem.tsx";

interface DefectBoundaryProps {
  readonly children: ReactNode;
}

interface DefectState {
  readonly sentence: string | undefined;
}

/** A part of the page that cannot be drawn says so in its place; the rest stays usable. */
export class DefectBoundary extends Component<DefectBoundaryProps, DefectState> {
  override state: DefectState = { sentence: undefined };

  static getDerivedStateFromError(thrown: unknown): DefectState {
    return { sentence: sentenceOf(thrown) };
  }

  override render(): ReactNode {
    const { sentence } = this.state;
    if (sentence === undefined) return this.props.children;
    return <Problem sentence={`This part of the page could not be shown (${sentence}). Reload to get it back.`} />;
  }
}
