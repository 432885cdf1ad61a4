import { useEffect, useMemo, useRef } from "react";
import { Button } from "react-aria-components";
import { PRESETS, presetById, type Preset } from "../../models/presets/index.ts";
import { Problem } from "../components/problem.tsx";
import { SelectField } from "../components/select-field.tsx";
import { ShareButton } from "../share/share-button.tsx";
import { addressOf } from "../store/route-store.ts";
import { buildActions } from "../store/build-actions-store.ts";
import "../styles/build.css";
import { baselinesFor } from "./baselines.ts";
import { BLANK } from "./blank.ts";
import { buildStore, duplicateSelection, removeSelection, wrapSelection } from "./build-actions.ts";
import { loadPreset, travel } from "./build-store.ts";
import { Canvas } from "./canvas.tsx";
import { ChangesList } from "./changes-list.tsx";
import { DragGhost } from "./drop-indicator.tsx";
import { Inspector } from "./inspector.tsx";
import { LiveBar } from "./live-bar.tsx";
import { MatchForm } from "./match-form.tsx";
import { PaletteList } from "./palette-list.tsx";
import { trainCandidate } from "./train-candidate.ts";
import { useBuild, useEstimate, useHistory } from "./use-build.ts";

const choice = ({ id, title, summary }: Preset) => ({ id, title, description: summary });
const STARTS = [{ id: BLANK, title: "Empty canvas", description: "An embedding and a head." }, ...PRESETS.map(choice)];

function Heading() {
  const preset = useBuild((state) => state.preset);
  const baseline = useBuild((state) => state.baseline);
  const task = useBuild((state) => state.document.task);
  const baselines = useMemo(() => baselinesFor({ task }).map(choice), [task]);
  useHistory();
  const { pastStates, futureStates } = buildStore.temporal.getState();
  return (
    <div className="build-heading">
      <h1>Build</h1>
      <SelectField
        label="Start from"
        options={STARTS}
        value={preset}
        onChange={(id) => {
          location.hash = `#build/${id}`;
          loadPreset(buildStore, id);
        }}
      />
      <SelectField
        label="Baseline"
        options={baselines}
        value={baseline}
        onChange={(id) => buildStore.setState({ baseline: id })}
      />
      <div className="toggles">
        <Button className="button" isDisabled={pastStates.length === 0} onPress={() => travel(buildStore, "undo")}>
          Undo
        </Button>
        <Button className="button" isDisabled={futureStates.length === 0} onPress={() => travel(buildStore, "redo")}>
          Redo
        </Button>
      </div>
      <ShareButton
        content={() => Promise.resolve({ kind: "document", document: { ...buildStore.getState().document } })}
        title={preset}
      />
      <Button className="button primary" onPress={trainCandidate}>
        Train this
      </Button>
    </div>
  );
}

function NoticeLine() {
  const notice = useBuild((state) => state.notice);
  if (notice?.isProblem === true) return <Problem sentence={notice.sentence} />;
  return (
    <p className="quiet" role="status">
      {notice?.sentence ??
        "Arrows choose and open or fold repeats, Enter inserts behind what is chosen, Alt with arrows moves, Delete removes."}
    </p>
  );
}

/** The address names what to start from; a draft that began there is kept as it is. */
function useAddress(name: string | undefined): void {
  useEffect(() => {
    if (name === undefined || name === buildStore.getState().preset) return;
    if (name === BLANK || PRESETS.some(({ id }) => id === name)) loadPreset(buildStore, name);
    else {
      const sentence = `There is no preset “${name}” to start from; the draft is shown as it was.`;
      buildStore.setState({ notice: { sentence, isProblem: true } });
    }
  }, [name]);
  const preset = useBuild((state) => state.preset);
  useEffect(() => {
    // Undo leads back to another start too; a reload there must find the draft, and not load over it.
    const current = buildStore.getState().preset;
    if (name !== undefined && name !== current) {
      window.history.replaceState(null, "", addressOf({ view: "build", preset: current }));
    }
  }, [name, preset]);
}

/** An architecture put together out of blocks, with what it costs against a baseline. */
export function BuildView({ preset }: { readonly preset: string | undefined }) {
  useAddress(preset);
  const search = useRef<HTMLInputElement>(null);
  const document = useBuild((state) => state.document);
  const baseline = useBuild((state) => state.baseline);
  const baselineDocument = useMemo(() => presetById(baseline).document, [baseline]);
  const own = useEstimate(document, baseline);
  const other = useEstimate(baselineDocument, baseline);
  const openPalette = (): void => {
    search.current?.focus();
    search.current?.select();
  };
  useEffect(() => {
    buildActions.setState({
      actions: {
        undo: () => travel(buildStore, "undo"),
        redo: () => travel(buildStore, "redo"),
        duplicate: duplicateSelection,
        remove: removeSelection,
        wrap: () => wrapSelection("residual"),
        insert: openPalette,
        match: () => window.document.getElementById("match-baseline")?.click(),
        train: trainCandidate,
      },
    });
    return () => buildActions.setState({ actions: undefined });
  }, []);
  return (
    <div className="build">
      <Heading />
      <NoticeLine />
      <div className="build-columns">
        <PaletteList search={search} />
        <Canvas estimate={own.estimate} openPalette={openPalette} />
        <Inspector />
      </div>
      <LiveBar own={own} baseline={other} />
      <MatchForm />
      <ChangesList />
      <DragGhost />
    </div>
  );
}
