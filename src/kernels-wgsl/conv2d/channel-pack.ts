import type { Expansion } from "../_kernel/expander.ts";
import { packOf, withPack, type Pack } from "../_kernel/packed-row.ts";
import { WINDOW_PARAMS } from "../_kernel/window.ts";
import type { ConvShape } from "./shape.ts";

/** A pack of input channels beside the Pack of outputs, and their product summed. */
const CHANNEL_PACK = `
//: if IS_CHANNEL_PACKED
alias ChannelPack = vec4f;
fn channel_dot(a: vec4f, b: vec4f) -> f32 { return dot(a, b); }
//: else
alias ChannelPack = f32;
fn channel_dot(a: f32, b: f32) -> f32 { return a * b; }
//: end
`;

/** Channels of a group that are read at once. */
export const channelPack = ({ groupChannels }: ConvShape): Pack => packOf(groupChannels);

/** Windows or positions that a thread computes. */
export const POSITIONS = 4;

export function withChannelPack(shape: ConvShape, outputPack: Pack, expansion: Expansion = {}): Expansion {
  return withPack(outputPack, {
    constants: { IS_CHANNEL_PACKED: channelPack(shape) === 4, POSITIONS, ...expansion.constants },
    snippets: { CHANNEL_PACK, WINDOW_PARAMS, ...expansion.snippets },
  });
}
