import type { Experiment } from "../../experiments/schema/experiment.ts";
import { SelectField } from "../components/select-field.tsx";
import { useDraft, useIsSoftware, useSession } from "../components/use-stored.ts";
import { batchText } from "../share/budget-text.ts";
import { baseExperiment } from "../store/draft-store.ts";
import { addressOf } from "../store/route-store.ts";
import { PlanTab } from "./plan-tab.tsx";
import { PROFILE_TABS } from "./profile-route.ts";
import type { ProfileTab } from "./profile-route.ts";
import { StepTab } from "./step-tab.tsx";
import "../styles/profile.css";

interface ProfileViewProps {
  readonly tab: ProfileTab;
  /** Undefined, or an arm that the experiment does not have: the baseline. */
  readonly arm: string | undefined;
}

function chosenArm({ arms, baseline }: Experiment, wanted: string | undefined): string {
  return arms.some(({ id }) => id === wanted) ? wanted! : (baseline ?? arms[0].id);
}

/** Where a training step spends its time and memory: of the session on this page, or of the experiment that is set up. */
export function ProfileView({ tab, arm: wanted }: ProfileViewProps) {
  const isSoftware = useIsSoftware();
  const base = useDraft((draft) => baseExperiment(draft, isSoftware));
  const view = useSession((store) => store.view);
  const running = useSession((store) => store.experiment);
  const experiment = view.state === "idle" ? base : (running ?? base);
  if (experiment === undefined) return <p className="quiet">Opening the experiment …</p>;
  const arm = chosenArm(experiment, wanted);
  const go = (next: string): void => {
    window.location.hash = addressOf({ view: "profile", tab, arm: next });
  };
  return (
    <>
      <div className="heading-row">
        <div className="card-heading">
          <p>
            <a href={addressOf({ view: "train" })}>Back to training</a>
          </p>
          <h1>Profiler</h1>
          <p className="note">
            {experiment.title ?? "Experiment"}, batch {batchText(experiment)}
            {isSoftware ? " · software adapter: times are the processor's, not a ranking" : ""}
          </p>
        </div>
        <div className="profile-arm">
          <SelectField
            label="Arm"
            options={experiment.arms.map(({ id, title }) => ({ id, title: title ?? id }))}
            value={arm}
            onChange={go}
          />
        </div>
      </div>
      <nav className="profile-tabs" aria-label="Profiler">
        {PROFILE_TABS.map(({ id, title }) => (
          <a
            key={id}
            className="button"
            href={addressOf({ view: "profile", tab: id, arm })}
            aria-current={tab === id ? "page" : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {tab === "step" ? (
        <StepTab key={arm} arm={arm} />
      ) : (
        <PlanTab key={arm} experiment={experiment} arm={arm} trainingTokens={view.dataset?.trainTokens} />
      )}
    </>
  );
}
