import { measureOf } from "../../experiments/schema/measure.ts";
import { formatPercent } from "../../lib/format.ts";
import { POWER_PRESETS, PROXIES } from "../../lib/energy.ts";
import { PRESSURE_STATES } from "../../lib/compute-pressure.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { armStyle } from "../components/arm-style.ts";
import { SelectField } from "../components/select-field.tsx";
import { Term } from "../components/term.tsx";
import { usePressure, useSettings } from "../components/use-stored.ts";
import { settingsStore } from "../store/index.ts";
import type { SessionView } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";
import { formatAmounts, pressureOf, proxyOfArm } from "./energy-of-arm.ts";
import type { ProxyAmount } from "./energy-of-arm.ts";

const OPTIONS = PROXIES.map(({ id, title }) => ({ id, title }));
const POWERS = POWER_PRESETS.map(({ watts, title }) => ({ id: `${watts}`, title: `${watts} W: ${title}` }));

interface EnergyPanelProps {
  readonly view: SessionView;
  readonly arms: readonly NamedArm[];
  readonly baseline: string | undefined;
}

/** A bar from 0 to the smaller value, and paler on to the larger one where there is a range. */
function Bar({
  amount,
  most,
  colour,
}: {
  readonly amount: ProxyAmount;
  readonly most: number;
  readonly colour: string;
}) {
  const scale = 100 / Math.max(most, Number.MIN_VALUE);
  const [low, high] = [amount.perToken[0], amount.perToken.at(-1) ?? 0];
  return (
    <svg className={`bar ${colour}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="0" width={high * scale} height="8" fill="currentColor" opacity="0.35" />
      <rect x="0" y="0" width={low * scale} height="8" fill="currentColor" />
    </svg>
  );
}

function PressureShares({ view }: { readonly view: SessionView }) {
  const { isAvailable, records } = usePressure();
  const shares = pressureOf(view, records);
  if (shares === undefined) {
    return (
      <p className="quiet note">
        {isAvailable === false
          ? "This browser does not report CPU pressure."
          : "Shares of the session in each state appear here while it runs."}
      </p>
    );
  }
  return (
    <dl className="shares">
      {PRESSURE_STATES.map((state) => (
        <div key={state}>
          <dt>{state}</dt>
          <dd className="number">{formatPercent(shares[state], 2)}</dd>
        </div>
      ))}
    </dl>
  );
}

function ArmAmounts({ view, arms, baseline }: EnergyPanelProps) {
  const { proxy, assumedWatts } = useSettings();
  const text = PROXIES.find(({ id }) => id === proxy)!;
  const entry = {
    title: text.title,
    unit: text.unit,
    what: text.tells,
    how: "Per training token or image, and for the run so far.",
    doesNotTell: text.doesNotTell,
  };
  const ids = arms.map(({ id }) => id);
  const { example } = measureOf(view.dataset);
  const amounts = arms.map((arm) => proxyOfArm(view, arm.id, proxy, assumedWatts));
  const most = Math.max(0, ...amounts.flatMap((amount) => amount?.perToken ?? []));
  return (
    <ul className="energy-rows">
      {arms.map((arm, index) => {
        const style = armStyle(ids, arm.id, baseline);
        const amount = amounts[index];
        return (
          <li key={arm.id}>
            <ArmKey {...style} />
            <Term of={entry} isQuiet className="number">
              {amount === undefined ? "–" : `${formatAmounts(amount.perToken, amount.unit)}/${example}`}
            </Term>
            <span className="number note">
              {amount === undefined ? "" : `${formatAmounts(amount.soFar, amount.unit)} so far`}
            </span>
            {amount === undefined ? null : (
              <Bar amount={amount} most={most} colour={style.colour.replace("--", "ink-")} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

const ABSENT_REASON: Partial<Record<string, string>> = {
  roofline: "Needs the measured peak of this device, which is taken when the first step is profiled.",
  "time-power": "Needs timestamp queries, which not every device has.",
};

/** One of five stand-ins for energy at a time, never merged, each with what it cannot tell. */
export function EnergyPanel(props: EnergyPanelProps) {
  const { view } = props;
  const { proxy, assumedWatts } = useSettings();
  const text = PROXIES.find(({ id }) => id === proxy)!;
  const isMissing =
    proxy !== "pressure" && props.arms.every((arm) => proxyOfArm(view, arm.id, proxy, assumedWatts) === undefined);
  return (
    <section className="panel energy" aria-labelledby="energy-heading">
      <div className="panel-heading">
        <h2 id="energy-heading">Energy proxy</h2>
        {(proxy === "time-power" || proxy === "roofline") && view.adapter?.isSoftware === true ? (
          <span className="chip">software adapter: not a ranking</span>
        ) : null}
      </div>
      <SelectField
        label="Energy proxy"
        isLabelHidden
        options={OPTIONS}
        value={proxy}
        onChange={(chosen) => settingsStore.setState({ proxy: chosen })}
      />
      {proxy === "time-power" ? (
        <SelectField
          label="Assumed power"
          options={POWERS}
          value={`${assumedWatts}`}
          onChange={(watts) => settingsStore.setState({ assumedWatts: Number(watts) })}
        />
      ) : null}
      {proxy === "pressure" ? <PressureShares view={view} /> : <ArmAmounts {...props} />}
      {isMissing && view.state !== "idle" && ABSENT_REASON[proxy] !== undefined ? (
        <p className="quiet note">{ABSENT_REASON[proxy]}</p>
      ) : null}
      <p className="note">
        {text.tells} <b>{text.doesNotTell}</b>
      </p>
    </section>
  );
}
