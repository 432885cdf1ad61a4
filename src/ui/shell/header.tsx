import { Button } from "react-aria-components";
import { Icon } from "../components/icon.tsx";
import type { IconName } from "../components/icon.tsx";
import { Term } from "../components/term.tsx";
import { useAdapter, useRoute, useSettings } from "../components/use-stored.ts";
import { adapterName } from "../store/adapter-store.ts";
import { dialogStore, settingsStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { THEMES } from "../store/settings-store.ts";
import type { Theme } from "../store/settings-store.ts";

/** The views that exist, in the order of the header. */
const VIEWS = [
  { title: "Train", view: "train" },
  { title: "Build", view: "build" },
  { title: "Compare", view: "compare" },
  { title: "Papers", view: "papers" },
] as const;

const THEME_ICONS: Record<Theme, IconName> = { system: "system", light: "sun", dark: "moon" };

function AdapterChip() {
  const adapter = useAdapter();
  if (adapter.status === "asking") return <span className="chip">adapter …</span>;
  if (adapter.status === "missing") return <span className="chip chip-warning">no WebGPU</span>;
  const { report } = adapter;
  return (
    <span className="chip">
      <Term of="adapter">{adapterName(report)}</Term>
      {report.isSoftware ? " · software adapter: timings are not a ranking" : " · fp32"}
    </span>
  );
}

export function Header() {
  const { theme } = useSettings();
  const route = useRoute();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  return (
    <header className="header">
      <a className="wordmark" href="#train">
        Bakeoff
      </a>
      <nav aria-label="Views">
        {VIEWS.map(({ title, view }) => (
          <a key={title} href={addressOf({ view })} aria-current={route.view === view ? "page" : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <AdapterChip />
      <div className="header-buttons">
        <Button
          className="button icon-button keys"
          aria-label="Find a command"
          onPress={() => dialogStore.setState({ open: "palette" })}
        >
          Ctrl K
        </Button>
        <Button
          className="button icon-button"
          aria-label={`Colours: ${theme}; switch to ${next}`}
          onPress={() => settingsStore.setState({ theme: next })}
        >
          <Icon name={THEME_ICONS[theme]} />
        </Button>
        <Button className="button icon-button" aria-label="Help" onPress={() => dialogStore.setState({ open: "help" })}>
          <Icon name="help" />
        </Button>
      </div>
    </header>
  );
}
