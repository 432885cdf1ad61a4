import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { MeasuredDevice } from "../../lib/energy.ts";
import { sentenceOf } from "../../lib/failure.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { presetById } from "../../models/presets/index.ts";
import { engine } from "../../workers/client.ts";
import type { CostSetting, DocumentEstimate } from "../../workers/protocol.ts";
import { buildStore } from "./build-actions.ts";
import type { BuildState } from "./build-store.ts";

export function useBuild<Part>(part: (state: BuildState) => Part): Part {
  return useStore(buildStore, part);
}

export function useHistory() {
  return useStore(
    buildStore.temporal,
    ({ pastStates, futureStates }) => pastStates.length * 1_000 + futureStates.length,
  );
}

/** Batch and length at which both documents are counted: what the baseline is meant for. */
export function settingOf(baseline: string): CostSetting {
  const { batch, sequenceLength } = presetById(baseline).training;
  return { batch, sequenceLength };
}

export interface Estimated {
  readonly estimate: DocumentEstimate | undefined;
  /** Why it cannot be trained, though the document is valid. */
  readonly sentence: string | undefined;
  /** Whether it is of an earlier document. */
  readonly isStale: boolean;
}

interface Answer {
  readonly of: ArchitectureDocument;
  readonly estimate: DocumentEstimate | undefined;
  readonly sentence: string | undefined;
}

const QUIET_MS = 120;

/** What a document costs, counted in the worker once it has rested for a moment. */
export function useEstimate(document: ArchitectureDocument, baseline: string): Estimated {
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const setting = useMemo(() => settingOf(baseline), [baseline]);
  useEffect(() => {
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const next = await estimateOf(document, setting);
      if (isCurrent) setAnswer(next);
    };
    const timer = setTimeout(() => void ask(), QUIET_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [document, setting]);
  return { estimate: answer?.estimate, sentence: answer?.sentence, isStale: answer?.of !== document };
}

async function estimateOf(document: ArchitectureDocument, setting: CostSetting): Promise<Answer> {
  try {
    return { of: document, estimate: await (await engine()).estimate(document, setting), sentence: undefined };
  } catch (thrown) {
    return { of: document, estimate: undefined, sentence: sentenceOf(thrown) };
  }
}

let measured: MeasuredDevice | undefined;

/** What this device reaches, once the reader has let it be measured. */
export function useDevice(): readonly [MeasuredDevice | undefined, () => Promise<void>] {
  const [device, setDevice] = useState(measured);
  const measure = async (): Promise<void> => {
    try {
      measured = await (await engine()).peaks();
      setDevice(measured);
    } catch (thrown) {
      buildStore.setState({ notice: { sentence: sentenceOf(thrown), isProblem: true } });
    }
  };
  return [device, measure];
}
