import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { contentSecurityPolicy, ISOLATION_HEADERS } from "./scripts/headers.mjs";

export default defineConfig({
  plugins: [react()],
  base: "./",
  // A file that is missing, such as a dataset not yet prepared, answers 404 instead of the page.
  appType: "mpa",
  worker: { format: "es" },
  build: { target: "es2024", manifest: true },
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  // The development server cannot run under the policy: React refresh is an inline script.
  server: { host: "127.0.0.1", headers: ISOLATION_HEADERS },
  preview: {
    host: "127.0.0.1",
    headers: {
      ...ISOLATION_HEADERS,
      "Content-Security-Policy": contentSecurityPolicy(process.env.BAKEOFF_CONNECT),
    },
  },
});
