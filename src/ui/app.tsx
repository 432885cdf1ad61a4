import { lazy, Suspense, useEffect } from "react";
import { useAdapter, useRoute, useSettings } from "./components/use-stored.ts";
import { DropTarget } from "./files/drop-target.tsx";
import { NoWebGpu } from "./no-webgpu/no-webgpu.tsx";
import { RunView } from "./runs/run-view.tsx";
import { DefectBoundary } from "./shell/defect-boundary.tsx";
import { Dialogs } from "./shell/dialogs.tsx";
import { Header } from "./shell/header.tsx";
import { TrainView } from "./train/train-view.tsx";

const BuildView = lazy(async () => ({ default: (await import("./builder/build-view.tsx")).BuildView }));
const CompareView = lazy(async () => ({ default: (await import("./compare/compare-view.tsx")).CompareView }));
const SharedView = lazy(async () => ({ default: (await import("./share/shared-view.tsx")).SharedView }));
const ProfileView = lazy(async () => ({ default: (await import("./profile/profile-view.tsx")).ProfileView }));
const PapersView = lazy(async () => ({ default: (await import("./papers/papers-view.tsx")).PapersView }));

function Content() {
  const adapter = useAdapter();
  const route = useRoute();
  if (route.view === "run") return <RunView key={route.id} id={route.id} />;
  if (route.view === "shared") {
    return (
      <Suspense fallback={<p className="quiet">Opening the link …</p>}>
        <SharedView key={route.fragment} fragment={route.fragment} />
      </Suspense>
    );
  }
  if (route.view === "build") {
    return (
      <Suspense fallback={<p className="quiet">Opening the editor …</p>}>
        <BuildView preset={route.preset} />
      </Suspense>
    );
  }
  if (route.view === "compare") {
    return (
      <Suspense fallback={<p className="quiet">Opening the comparison …</p>}>
        <CompareView chosen={route.chosen} />
      </Suspense>
    );
  }
  if (route.view === "papers") {
    return (
      <Suspense fallback={<p className="quiet">Opening the papers …</p>}>
        <PapersView slug={route.paper} />
      </Suspense>
    );
  }
  if (route.view === "profile" && adapter.status !== "missing") {
    return (
      <Suspense fallback={<p className="quiet">Opening the profiler …</p>}>
        <ProfileView tab={route.tab} arm={route.arm} />
      </Suspense>
    );
  }
  if (adapter.status === "missing") return <NoWebGpu sentence={adapter.sentence} />;
  return <TrainView />;
}

export function App() {
  const { theme } = useSettings();
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === "system") delete dataset["theme"];
    else dataset["theme"] = theme;
  }, [theme]);
  return (
    <>
      <Header />
      <main>
        <DefectBoundary>
          <Content />
        </DefectBoundary>
      </main>
      <Dialogs />
      <DropTarget />
    </>
  );
}
