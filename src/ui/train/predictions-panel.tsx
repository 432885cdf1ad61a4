import { useEffect, useRef } from "react";
import type { DatasetEvent } from "../../experiments/schema/events.ts";
import { formatPercent } from "../../lib/format.ts";
import { Term } from "../components/term.tsx";
import { ArmColumn, type AnswersProps } from "./arm-columns.tsx";
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
          <caption>Rows: what the example is. Columns: the answer.</caption>
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

function Answers({ view, arm, ...shared }: AnswersProps & { readonly arm: NamedArm }) {
  // The newest run of the arm that has answered for the examples of the slice.
  const run = view.runs.findLast(({ key, final }) => key.arm === arm.id && final?.answers !== undefined);
  const { classes = [], truth = [] } = view.dataset ?? {};
  const answers = run?.final?.answers;
  const note = run === undefined ? "" : `seed ${run.key.seed}, ${formatPercent(run.final?.accuracy ?? 0, 3)} right`;
  return (
    <ArmColumn
      {...shared}
      arm={arm}
      note={note}
      empty="What this arm answers for held-out examples appears here when it has finished."
    >
      {answers === undefined ? undefined : (
        <>
          {view.pictures === undefined ? null : (
            <PictureGrid pictures={view.pictures} answers={answers} classes={classes} />
          )}
          <ConfusionTable truth={truth} answers={answers} classes={classes} />
        </>
      )}
    </ArmColumn>
  );
}

/** What each arm takes the held-out images for, side by side. */
export function PredictionsPanel(props: AnswersProps) {
  return (
    <section className="panel samples is-wide" aria-labelledby="predictions-heading">
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
