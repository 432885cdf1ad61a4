import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./headers.mjs";

test("the released policy allows the site itself and the hub, and nothing inline", () => {
  expect(contentSecurityPolicy(undefined)).toContain("connect-src 'self' https://huggingface.co https://*.hf.co; ");
  expect(contentSecurityPolicy(undefined)).not.toContain("unsafe-inline");
});

test("BAKEOFF_CONNECT adds origins to connect-src, reduced to the origin", () => {
  const policy = contentSecurityPolicy("http://127.0.0.1:8080/mirror  https://hub.example");
  expect(policy).toContain("https://*.hf.co http://127.0.0.1:8080 https://hub.example; ");
});

test.each(["127.0.0.1:8080", "'unsafe-inline'", "https://a;script-src", "*"])("%s is refused as an origin", (word) => {
  expect(() => contentSecurityPolicy(word)).toThrow(`BAKEOFF_CONNECT contains "${word}"`);
});
