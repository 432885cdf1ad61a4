import { useEffect, useRef } from "react";
import type { DatasetEvent } from "../../experiments/schema/events.ts";
import { formatPercent } from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import { Term } from "../components/term.tsx";
import type { RunView, SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";
import { confusionOf } from "./confusion.ts";

type Pictures = NonNullable<DatasetEvent["pictures"]>;

/** Canvas colours of one image: three channels as they are, any other number by its first as grey. */
function coloursOf({ height, width, channels, pixels }: Pictures, image: number): ImageData {
  const colours = new ImageData(width, height);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const from = (image * height * width + pixel) * channels;
    const [red, green, blue] = channels === 3 ? [0, 1, 2] : [0, 0, 0];
    colours.data.set([pixels[from + red], pixels[from + green], pixels[from + blue], 255], 4 * pixel);
  }
  return colours;
}

function Picture({ pictures, image, label }: { pictures: Pictures; image: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(coloursOf(pictures, image), 0, 0);
  }, [pictures, image]);
  return <canvas ref={canvas} width={pictures.width} height={pictures.height} role="img" aria-label={label} />;
}

/** The newest run of an arm that has answered for the images of the slice. */
function lastAnswers(view: SessionView, arm: string): RunView | undefined {
  return view.runs.findLast((run) => run.key.arm === arm && run.final?.answers !== undefined);
}

function PictureGrid({ pictures, answers, classes }: { pictures: Pictures; answers: number[]; classes: string[] }) {
  return (
    <ul className="pictures">
      {pictures.labels.map((label, image) => {
        const isRight = answers[image] === label;
        const answer = classes[answers[image]];
        const shown = isRight ? `${answer}, right` : `${classes[label]}, taken for ${answer}`;
        return (
          <li key={image} className={isRight ? "is-right" : "is-wrong"}>
            <Picture pictures={pictures} image={image} label={shown} />
            <span className="note">{isRight ? `✓ ${answer}` : `✗ ${answer}`}</span>
          </li>
        );
      })}
    </ul>
  );
}

function ConfusionTable({ truth, answers, classes }: { truth: number[]; answers: number[]; classes: string[] }) {
  const counts = confusionOf(truth, answers, classes.length);
  return (
    <details className="details">
      <summary>What was taken for what</summary>
      <div className="scroll" role="region" aria-label="Confusion matrix" tabIndex={0}>
        <table className="table compact confusion">
          <caption>Rows: what the image shows. Columns: the answer.</caption>
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, shown) => (
              <tr key={classes[shown]}>
                <th scope="row">{classes[shown]}</th>
                {row.map((count, answer) => (
                  <td key={classes[answer]} className={shown === answer ? "number is-diagonal" : "number"}>
                    {count}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Answers({ view, arm, arms, baseline }: PredictionsProps & { readonly arm: NamedArm }) {
  const run = lastAnswers(view, arm.id);
  const { classes = [], truth = [] } = view.dataset ?? {};
  const answers = run?.final?.answers;
  const style = armStyle(
    arms.map(({ id }) => id),
    arm.id,
    baseline,
  );
  return (
    <div className="sample">
      <h3>
        <ArmKey {...style} /> {arm.title}
        <span className="note number">
          {run === undefined ? "" : ` seed ${run.key.seed}, ${formatPercent(run.final?.accuracy ?? 0, 3)} right`}
        </span>
      </h3>
      {answers === undefined ? (
        <p className="quiet">What this arm answers for held-out examples appears here when it has finished.</p>
      ) : (
        <>
          {view.pictures === undefined ? null : (
            <PictureGrid pictures={view.pictures} answers={answers} classes={classes} />
          )}
          <ConfusionTable truth={truth} answers={answers} classes={classes} />
        </>
      )}
    </div>
  );
}

interface PredictionsProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

/** What each arm takes the held-out images for, side by side. */
export function PredictionsPanel(props: PredictionsProps) {
  return (
    <section className="panel samples" aria-labelledby="predictions-heading">
      <h2 id="predictions-heading">
        <Term of="predictions">Predictions</Term>
      </h2>
      <div className="sample-columns">
        {props.arms.map((arm) => (
          <Answers key={arm.id} {...props} arm={arm} />
        ))}
      </div>
    </section>
  );
}
