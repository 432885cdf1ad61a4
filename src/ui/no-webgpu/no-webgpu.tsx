import { lazy, Suspense } from "react";
import { Problem } from "../components/problem.tsx";
import { useDraft } from "../components/use-stored.ts";
import { RunList } from "../runs/run-list.tsx";
import { CardHeading } from "../train/card-heading.tsx";
import { howToEnable } from "./enable-webgpu.ts";

const Architectures = lazy(async () => ({
  default: (await import("../architecture/architectures.tsx")).Architectures,
}));

/** The page where nothing can be trained: why, how to change that, and what can be looked at all the same. */
export function NoWebGpu({ sentence }: { readonly sentence: string | undefined }) {
  const card = useDraft((draft) => draft.card);
  const { browser, steps } = howToEnable(navigator.userAgent);
  return (
    <>
      <section className="no-webgpu" aria-labelledby="no-webgpu-heading">
        <h1 id="no-webgpu-heading">Training needs WebGPU, and {browser} does not offer it here</h1>
        {sentence === undefined ? null : <Problem sentence={sentence} isWarning />}
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p>Until then you can read the claim, look at both architectures, and open finished runs.</p>
      </section>
      {card === undefined ? null : <CardHeading card={card} />}
      {card === undefined ? null : (
        <Suspense fallback={<p className="quiet">Opening the architectures …</p>}>
          <Architectures experiment={card.experiments.fair} />
        </Suspense>
      )}
      <RunList />
    </>
  );
}
