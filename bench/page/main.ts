import { BenchPage } from "./bench-page.ts";
import { countDeviceWork } from "./device-work.ts";

declare global {
  interface Window {
    bench: BenchPage;
  }
}

countDeviceWork();
window.bench = new BenchPage();
