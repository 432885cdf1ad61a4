/**
 * Snippets that the scan kernels share. Channels are the fastest index, so that neighbouring threads read neighbouring
 * elements and all of them the same B and C; with QUADS four threads load a quarter each and share it by broadcast.
 */

/** Params of every kernel, and the path through the positions (snippet PLACE). */
export const SCAN_PARAMS = `
struct Params {
  size: u32,            // threads with work
  batch: u32,
  length: u32,
  channels: u32,
  chunks: u32,
  heads: u32,           // step sizes of a position
  head_width: u32,      // channels that share one
  group_channels: u32,  // channels that share a row of B and C
  groups: u32,
  share: u32,           // channels that one thread of the pass over cells walks
  is_reversed: u32,
  grid_rows: u32,
  grid_columns: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: insert PLACE
`;

/** Values of a row of B, C or the states: four cells where the number of cells divides by four. */
export const CELLS = `
//: if VECTOR
alias Cells = vec4f;
const ROW_CELLS = V;
//: else
alias Cells = f32;
const ROW_CELLS = STATE;
//: end
`;

/** The rates of one channel as a0 … (or the head's one rate), all cells at once. */
export const LOAD_RATES = `
  //: if PER_HEAD
  let rate = rates[channel / params.head_width];
  //: else
  //: for i in 0..V
  //: if VECTOR
  let a\${i} = rates[channel * V + \${i}u];
  //: else
  var a\${i} = vec4f();
  //: for k in 0..4
  //: if STATE / (4 * i + k + 1)
  a\${i}.\${lane(k)} = rates[channel * STATE + \${4 * i + k}u];
  //: end
  //: end
  //: end
  //: end
  //: end
`;

/** decay0 …: how much of every cell one step of size \`dt\` keeps. */
export const DECAYS = `
  //: if PER_HEAD
  let head_decay = exp(dt * rate);
  //: for i in 0..V
  let decay\${i} = vec4f(head_decay);
  //: end
  //: else
  //: for i in 0..V
  let decay\${i} = exp(dt * a\${i});
  //: end
  //: end
`;

const cellRow = (letter: "b" | "c"): string => `
  let ${letter}_at = (row * 2u * params.groups + ${letter === "b" ? "" : "params.groups + "}channel / params.group_channels) * ROW_CELLS;
  //: if QUADS
  //: for j in 0..(V + 3) / 4
  let own_${letter}\${j} = bc[${letter}_at + min(\${4 * j}u + lane, V - 1u)];
  //: end
  //: for i in 0..V
  let ${letter}\${i} = quadBroadcast(own_${letter}\${i / 4}, \${i % 4}u);
  //: end
  //: else
  //: for i in 0..V
  //: if VECTOR
  let ${letter}\${i} = bc[${letter}_at + \${i}u];
  //: else
  var ${letter}\${i} = vec4f();
  //: for k in 0..4
  //: if STATE / (4 * i + k + 1)
  ${letter}\${i}.\${lane(k)} = bc[${letter}_at + \${4 * i + k}u];
  //: end
  //: end
  //: end
  //: end
  //: end
`;

/** b0 … and c0 … of the position \`row\`. */
export const LOAD_B = cellRow("b");
export const LOAD_C = cellRow("c");

/** Stores h0 … of one channel at \`to\`, counted in Cells. */
export const STORE_STATES = `
  //: for i in 0..V
  //: if VECTOR
  states[to + \${i}u] = h\${i};
  //: else
  //: for k in 0..4
  //: if STATE / (4 * i + k + 1)
  states[to + \${4 * i + k}u] = h\${i}.\${lane(k)};
  //: end
  //: end
  //: end
  //: end
`;

/** h0 … from the states at \`start\`, counted in Cells. */
export const LOAD_STATES = `
  //: for i in 0..V
  //: if VECTOR
  var h\${i} = states[start + \${i}u];
  //: else
  var h\${i} = vec4f();
  //: for k in 0..4
  //: if STATE / (4 * i + k + 1)
  h\${i}.\${lane(k)} = states[start + \${4 * i + k}u];
  //: end
  //: end
  //: end
  //: end
`;

/** Stores what a chunk adds to a state, in h0 …, and the share of the state before it that is left after \`span\` of time. */
export const STORE_PAIRS = `
  //: if PER_HEAD
  let kept = exp(span * rate);
  //: end
  //: for i in 0..V
  {
    //: if PER_HEAD
    let left = vec4f(kept);
    //: else
    let left = exp(span * a\${i});
    //: end
    //: for k in 0..4
    //: if STATE / (4 * i + k + 1)
    pairs[to + \${4 * i + k}u] = vec2f(h\${i}.\${lane(k)}, left.\${lane(k)});
    //: end
    //: end
  }
  //: end
`;
