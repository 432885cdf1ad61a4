// A library for general structs (webgpu-utils) needs Float16Array at import, which Node 20 and browsers of 2024 lack; params
// are scalars of four bytes each by convention, so their layout is their order.

type Scalar = "u32" | "i32" | "f32";

const fieldsOf = new Map<string, readonly { readonly name: string; readonly type: Scalar }[]>();

function parseFields(struct: string, label: string): readonly { name: string; type: Scalar }[] {
  const body = struct.slice(struct.indexOf("{") + 1, -1).replace(/\/\/.*$/gm, "");
  return body
    .split(",")
    .map((field) => field.trim())
    .filter((field) => field !== "")
    .map((field) => {
      const match = /^(\w+)\s*:\s*(u32|i32|f32)$/.exec(field);
      if (match === null) throw new Error(`${label}: params hold scalars only, not "${field}"`);
      return { name: match[1], type: match[2] as Scalar };
    });
}

/** Bytes of a launch's `struct Params`, laid out by the struct's own WGSL text. Null: the kernel declares none. */
export function packParams(
  source: string,
  params: Readonly<Record<string, number>>,
  label: string,
): ArrayBuffer | null {
  const struct = /struct Params \{[^}]*\}/.exec(source)?.[0];
  if (struct === undefined) return null;
  let fields = fieldsOf.get(struct);
  if (fields === undefined) {
    fields = parseFields(struct, label);
    fieldsOf.set(struct, fields);
  }
  const missing = fields.filter(({ name }) => !Object.hasOwn(params, name)).map(({ name }) => name);
  const unknown = Object.keys(params).filter((name) => !fields.some((field) => field.name === name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`${label}: params missing [${missing.join(", ")}], unknown [${unknown.join(", ")}]`);
  }
  const bytes = new ArrayBuffer(Math.ceil((fields.length * 4) / 16) * 16);
  const view = new DataView(bytes);
  fields.forEach(({ name, type }, i) => {
    if (type === "u32") view.setUint32(4 * i, params[name], true);
    else if (type === "i32") view.setInt32(4 * i, params[name], true);
    else view.setFloat32(4 * i, params[name], true);
  });
  return bytes;
}
