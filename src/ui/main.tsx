import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { version } from "../../package.json";
import { engine } from "../workers/client.ts";
import { App } from "./app.tsx";
import { COMMANDS } from "./commands/index.ts";
import { listenForShortcuts } from "./shell/shortcuts.ts";
import { askForAdapter } from "./store/adapter-store.ts";
import { followQueue } from "./runs/run-queue.ts";
import { followWeights } from "./runs/weights-store.ts";
import { followCard } from "./store/follow-card.ts";
import { adapterStore, draftStore, readArchive, routeStore } from "./store/index.ts";
import { runArchive } from "./store/run-archive.ts";
import "./styles/index.css";

listenForShortcuts(COMMANDS);
void askForAdapter(adapterStore, "gpu" in navigator, async () => (await engine()).adapter());
followCard(routeStore, draftStore);
// After the first paint: the automation object brings the schemas with it.
void import("../workers/automation.ts").then(({ installAutomation }) => installAutomation(version, runArchive));
void readArchive();
followQueue();
followWeights();
if ("gpu" in navigator) void import("./runs/find-interrupted.ts").then(({ findInterrupted }) => findInterrupted());

const root = document.getElementById("root");
if (root === null) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
