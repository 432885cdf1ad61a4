import { useEffect, useRef } from "react";
import { formatPercent } from "../../lib/format.ts";
import { Term } from "../components/term.tsx";
import type { GlossaryEntry } from "../glossary/entry.ts";
import type { SessionView } from "../store/session-view.ts";
import { ArmColumn, type AnswersProps } from "./arm-columns.tsx";
import type { NamedArm } from "./arm-summary.ts";
import { lastScored } from "./forecast-lines.ts";
import { classColour, classesOf, overlaid, segmentationText, shareRight } from "./segmentation-overlay.ts";

type Scenes = NonNullable<SessionView["scenes"]>;

const MEAN_IOU: GlossaryEntry = {
  title: "Mean intersection over union",
  what: "Of each class, the pixels that both truth and answer give it over those that either does; the mean over classes.",
  how: "Counted over all held-out images at their full size, from what the device computed.",
  doesNotTell: "Whether shapes of one class are told apart: touching ones count as one.",
};

const PANOPTIC_QUALITY: GlossaryEntry = {
  title: "Panoptic quality",
  what: "Summed overlap of regions with the segment of their class that they match, over matches and half of all others.",
  how: "A region matches a segment of which they share more than half; the mean over classes, Kirillov et al. 2019.",
  doesNotTell: "Which part failed: a missed segment and one that is found in vain cost the same.",
};

interface SceneProps {
  readonly scenes: Scenes;
  readonly scene: number;
  readonly label: string;
  /** Absent: the picture as it is. */
  readonly classes?: Uint8Array;
}

function Scene({ scenes, scene, label, classes }: SceneProps) {
  const { height, width, channels, shown } = scenes;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const colours = overlaid(shown[scene].pixels, channels, classes);
    canvas.current?.getContext("2d")?.putImageData(new ImageData(colours, width, height), 0, 0);
  }, [shown, scene, channels, classes, width, height]);
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />;
}

/** The scenes as they are, and under each its true segments. */
function Truth({ scenes, names }: { readonly scenes: Scenes; readonly names: readonly string[] }) {
  return (
    <ul className="pictures">
      {scenes.shown.map(({ classes }, scene) => (
        <li key={scene}>
          <Scene scenes={scenes} scene={scene} label={`Scene ${scene + 1}`} />
          <Scene
            scenes={scenes}
            scene={scene}
            classes={classes}
            label={`Scene ${scene + 1}, truth: ${segmentationText(classes, names)}`}
          />
          <span className="note">truth</span>
        </li>
      ))}
    </ul>
  );
}

function Answered({
  scenes,
  names,
  answers,
}: {
  scenes: Scenes;
  names: readonly string[];
  answers: readonly string[];
}) {
  return (
    <ul className="pictures">
      {scenes.shown.slice(0, answers.length).map(({ classes: truth }, scene) => {
        const classes = classesOf(answers[scene]);
        const right = formatPercent(shareRight(classes, truth), 3);
        return (
          <li key={scene}>
            <Scene
              scenes={scenes}
              scene={scene}
              classes={classes}
              label={`Scene ${scene + 1}, answer: ${segmentationText(classes, names)}; ${right} of the pixels right`}
            />
            <span className="note">{right} right</span>
          </li>
        );
      })}
    </ul>
  );
}

function Legend({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className="class-legend">
      {names.map((name, kind) => {
        const colour = classColour(kind);
        return (
          <li key={name}>
            <span
              className="class-swatch"
              aria-hidden
              style={{ background: colour === undefined ? "black" : `rgb(${colour.join(" ")})` }}
            />
            {name}
          </li>
        );
      })}
    </ul>
  );
}

/** Overlap of every class, and of segments. */
function OverlapTable({ view, arms }: AnswersProps) {
  const names = view.dataset?.classes ?? [];
  const rows = [
    ...arms.flatMap(({ id, title }) => {
      const final = lastScored(view, id)?.final;
      return final?.meanIou === undefined ? [] : [{ title, ...final }];
    }),
    ...(view.dataset?.yardsticks ?? []).map(({ name, meanIou }) => ({
      title: name,
      meanIou,
      panopticQuality: undefined,
      iouByClass: undefined,
    })),
  ];
  const percent = (value: number | null | undefined): string =>
    value === undefined || value === null ? "–" : formatPercent(value, 3);
  return (
    <div className="scroll" role="region" aria-label="Overlap with the truth" tabIndex={0}>
      <table className="table compact">
        <caption>
          Overlap with the truth on all held-out images, last seed; each class by intersection over union.
        </caption>
        <thead>
          <tr>
            <th scope="col">arm</th>
            <th scope="col" className="number">
              <Term of={MEAN_IOU}>mean IoU</Term>
            </th>
            <th scope="col" className="number">
              <Term of={PANOPTIC_QUALITY}>PQ</Term>
            </th>
            {names.map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title, meanIou, panopticQuality, iouByClass }) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td className="number">{percent(meanIou)}</td>
              <td className="number">{percent(panopticQuality)}</td>
              {names.map((name, kind) => (
                <td key={name} className="number">
                  {percent(iouByClass?.[kind])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ArmAnswers({ view, arm, ...shared }: AnswersProps & { readonly arm: NamedArm }) {
  const run = lastScored(view, arm.id);
  const answers = run?.final.segmentations;
  const note =
    run === undefined ? "" : `seed ${run.key.seed}, ${formatPercent(run.final.accuracy ?? 0, 3)} of pixels right`;
  return (
    <ArmColumn
      {...shared}
      arm={arm}
      note={note}
      empty="What this arm makes of held-out images appears here when it has finished."
    >
      {answers === undefined || view.scenes === undefined ? undefined : (
        <Answered scenes={view.scenes} names={view.dataset?.classes ?? []} answers={answers} />
      )}
    </ArmColumn>
  );
}

/** Held-out scenes, their true segments, and what each arm makes of them. */
export function SegmentationPanel(props: AnswersProps) {
  const { view, arms } = props;
  const names = view.dataset?.classes ?? [];
  return (
    <section className="panel samples is-wide" aria-labelledby="segments-heading">
      <h2 id="segments-heading">Segments</h2>
      <Legend names={names} />
      {view.scenes === undefined ? null : <Truth scenes={view.scenes} names={names} />}
      <div className="sample-columns">
        {arms.map((arm) => (
          <ArmAnswers key={arm.id} {...props} arm={arm} />
        ))}
      </div>
      <OverlapTable {...props} />
    </section>
  );
}
