import { useMemo, useState } from "react";
import { formatNumber } from "../../lib/format.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import { LiveChart } from "../components/live-chart.tsx";
import { SelectField } from "../components/select-field.tsx";
import { Term } from "../components/term.tsx";
import type { AnswersProps } from "./arm-columns.tsx";
import { forecastLines, horizonLines, lastScored, type ShownSeries } from "./forecast-lines.ts";

const HEIGHT = 220;
const wholeStep = (value: number): string => formatNumber(value, 3);

/** One variable of one held-out window: what came before it, what came, and what the arms forecast. */
function ForecastChart({ series, ...props }: AnswersProps & { readonly series: ShownSeries }) {
  const [variable, setVariable] = useState(0);
  const [window, setWindow] = useState(0);
  const { view, arms, baseline } = props;
  const lines = useMemo(
    () => forecastLines({ view, arms, baseline }, series, window, variable),
    [view, arms, baseline, series, window, variable],
  );
  const label = `${series.names[variable]}, window at row ${formatNumber(series.windows[window].start)}: forecast and what came, by steps ahead`;
  return (
    <div>
      <h3>What came and what was forecast, by steps ahead</h3>
      <div className="chart-controls">
        <SelectField
          label="Variable"
          options={series.names.map((name, n) => ({ id: String(n), title: name }))}
          value={String(variable)}
          onChange={(id) => setVariable(Number(id))}
        />
        <SelectField
          label="Held-out window"
          options={series.windows.map(({ start }, place) => ({
            id: String(place),
            title: `row ${formatNumber(start)}`,
          }))}
          value={String(window)}
          onChange={(id) => setWindow(Number(id))}
        />
      </div>
      <LiveChart label={label} lines={lines} height={HEIGHT} isWholeX formatX={wholeStep} formatY={wholeStep} />
    </div>
  );
}

function ErrorTable({ view, arms, baseline }: AnswersProps) {
  const ids = arms.map(({ id }) => id);
  const scored = arms.flatMap((arm) => {
    const final = lastScored(view, arm.id)?.final;
    return final === undefined ? [] : [{ arm, final }];
  });
  return (
    <table className="table compact">
      <caption>
        <Term of="forecastError">Errors of the forecasts</Term>, standardised values, last seed
      </caption>
      <thead>
        <tr>
          <th scope="col">arm</th>
          <th scope="col" className="number">
            MSE
          </th>
          <th scope="col" className="number">
            MAE
          </th>
        </tr>
      </thead>
      <tbody>
        {scored.map(({ arm, final }) => (
          <tr key={arm.id}>
            <th scope="row">
              <ArmKey {...armStyle(ids, arm.id, baseline)} /> {arm.title}
            </th>
            <td className="number">{formatNumber(final.loss, 3)}</td>
            <td className="number">{formatNumber(final.meanAbsoluteError, 3)}</td>
          </tr>
        ))}
        {(view.dataset?.yardsticks ?? []).map(({ name, loss }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number">{formatNumber(loss, 3)}</td>
            <td className="number">–</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Forecasts beside what came, and how the error grows with the steps ahead. */
export function ForecastPanel(props: AnswersProps) {
  const { view, arms, baseline } = props;
  const horizon = useMemo(() => horizonLines({ view, arms, baseline }, view.dataset), [view, arms, baseline]);
  const isScored = arms.some(({ id }) => lastScored(view, id) !== undefined);
  return (
    <section className="panel samples is-wide" aria-labelledby="forecasts-heading">
      <h2 id="forecasts-heading">Forecasts</h2>
      <div className="forecast-columns">
        {view.series === undefined ? null : <ForecastChart {...props} series={view.series} />}
        {isScored ? (
          <>
            <div>
              <h3>Squared error by steps ahead</h3>
              <LiveChart
                label="Mean squared error by steps ahead"
                lines={horizon}
                height={HEIGHT}
                isWholeX
                formatX={wholeStep}
                formatY={(value) => formatNumber(value, 3)}
              />
            </div>
            <ErrorTable {...props} />
          </>
        ) : (
          <p className="quiet">Each arm’s forecasts and errors appear here when it has finished.</p>
        )}
      </div>
    </section>
  );
}
