import { concatBytes } from "../lib/bytes.ts";
import { Failure, sentenceOf } from "../lib/failure.ts";
import { sha256Hex } from "../lib/sha256.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { envelopeOf, readContent, SHARE_FORMAT, SHARE_TAG } from "./content.ts";
import type { SharedContent } from "./content.ts";
import { deflate, inflate } from "./deflate.ts";

/** Longer addresses are cut by some mail programs and chats; such content travels as a file. */
export const MOST_LINK_CHARACTERS = 8_000;
/** Far above what the page writes, far below what would hold it up. */
const MOST_READ_CHARACTERS = 65_536;
const MOST_CONTENT_BYTES = 262_144;
/** Of the content's SHA-256, in front: raw deflate has no check of its own. */
const CHECK_BYTES = 4;

const FRAGMENT = /^#?s=([1-9]\d{0,3})\.([\w-]+)$/;

async function checkOf(json: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const hex = (await sha256Hex(json)).slice(0, 2 * CHECK_BYTES);
  return Uint8Array.from({ length: CHECK_BYTES }, (_, byte) => parseInt(hex.slice(2 * byte, 2 * byte + 2), 16));
}

/**
 * Content as the part of an address behind `#`: `s=<version>.<check, deflated JSON, as base64url>`. Servers never see
 * it. Undefined when it is too long for an address; `shareFile` then says the same.
 */
export async function shareFragment(content: SharedContent): Promise<string | undefined> {
  const json = new TextEncoder().encode(JSON.stringify(envelopeOf(content)));
  const packed = concatBytes([await checkOf(json), await deflate(json)]);
  const fragment = `s=${SHARE_FORMAT.migrations.length + 1}.${toBase64url(packed)}`;
  return fragment.length > MOST_LINK_CHARACTERS ? undefined : fragment;
}

/** The same content as the text of a file. */
export function shareFile(content: SharedContent): string {
  return `${JSON.stringify({ schema: SHARE_TAG, ...envelopeOf(content) }, null, 1)}\n`;
}

function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (thrown) {
    throw new Failure(`The link does not hold what links hold (${sentenceOf(thrown)}). Copy it again, whole.`);
  }
}

/** Reads such a part of an address. Whatever is wrong with it becomes a Failure, after bounded time and memory. */
export async function readFragment(fragment: string): Promise<SharedContent> {
  if (fragment.length > MOST_READ_CHARACTERS) {
    throw new Failure(`The link has ${fragment.length.toLocaleString("en-US")} characters, more than any of ours.`);
  }
  const match = FRAGMENT.exec(fragment);
  if (match === null) {
    throw new Failure("This is not a link that the page made: it should go on with #s=1. and letters. Copy it whole.");
  }
  const packed = fromBase64url(match[2]);
  const json = await inflate(packed.subarray(CHECK_BYTES), MOST_CONTENT_BYTES);
  const check = await checkOf(json);
  if (check.some((byte, place) => byte !== packed[place])) {
    throw new Failure("The link is damaged: it does not pass its own check. Copy it again, whole.");
  }
  const value = parseJson(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Failure("The link does not hold what links hold. Ask for a new one.");
  }
  return readContent({ ...value, schema: `${SHARE_FORMAT.name}@${match[1]}` });
}
