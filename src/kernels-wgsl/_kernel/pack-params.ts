import { makeShaderDataDefinitions, makeStructuredView } from "webgpu-utils";

const definitions = new Map<string, ReturnType<typeof makeShaderDataDefinitions>>();

/** Bytes of a launch's `struct Params`, laid out by the struct's own WGSL text. Null: the kernel declares none. */
export function packParams(
  source: string,
  params: Readonly<Record<string, number>>,
  label: string,
): ArrayBuffer | null {
  const text = /struct Params \{[^}]*\}/.exec(source)?.[0];
  if (text === undefined) return null;
  let definition = definitions.get(text);
  if (definition === undefined) {
    definition = makeShaderDataDefinitions(`${text}\n@group(0) @binding(0) var<uniform> params: Params;`);
    definitions.set(text, definition);
  }
  const view = makeStructuredView(definition.uniforms.params);
  const declared = Object.keys(view.views);
  const missing = declared.filter((name) => !name.startsWith("pad") && !Object.hasOwn(params, name));
  const unknown = Object.keys(params).filter((name) => !declared.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`${label}: params missing [${missing.join(", ")}], unknown [${unknown.join(", ")}]`);
  }
  view.set(params);
  return view.arrayBuffer;
}
