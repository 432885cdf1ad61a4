/** Makes page and workers cross-origin isolated: threads for onnxruntime and finer timers. */
export const ISOLATION_HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * The policy the built site is served under.
 * @param {string | undefined} extraOrigins origins the page may also fetch from, separated by spaces (the environment
 *   variable BAKEOFF_CONNECT): a mirror of the hub, for instance `http://127.0.0.1:8080`
 * @returns {string}
 */
export function contentSecurityPolicy(extraOrigins) {
  const connectSources = ["'self'", "https://huggingface.co", "https://*.hf.co", ...parseOrigins(extraOrigins ?? "")];
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    `connect-src ${connectSources.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** @param {string} text */
function parseOrigins(text) {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      if (!/^https?:\/\/[\w.-]+(:\d+)?(\/|$)/.test(word) || !URL.canParse(word)) {
        throw new Error(
          `BAKEOFF_CONNECT contains "${word}", which is not an http(s) origin. Write origins such as http://127.0.0.1:8080, separated by spaces.`,
        );
      }
      return new URL(word).origin;
    });
}
