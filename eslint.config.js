import { defineConfig, globalIgnores } from "eslint/config";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default defineConfig(
  // bench/ has packages and a check of its own.
  globalIgnores(["dist", "test-results", "playwright-report", "public/datasets", "bench"]),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.node.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    // zod compiles validators with eval unless told otherwise; src/lib/zod.ts tells it, so every schema goes through there.
    files: ["src/**"],
    ignores: ["src/lib/zod.ts"],
    rules: { "no-restricted-imports": ["error", { paths: ["zod"] }] },
  },
  { files: ["src/ui/**"], extends: [hooks.configs.flat.recommended] },
  { files: ["**/*.{js,cjs,mjs}"], extends: [tseslint.configs.disableTypeChecked] },
  { files: ["e2e/**", "scripts/**", "**/*.test.{ts,tsx}"], rules: { "no-console": "off" } },
);
