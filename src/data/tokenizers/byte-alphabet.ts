/**
 * The printable stand-ins for bytes in byte-level vocabularies (as in GPT-2): a byte that prints is itself, the others
 * follow from U+0100 on. A token therefore has one character per byte.
 */
function standIns(): string[] {
  const prints = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
}

export const BYTE_CHARACTERS: readonly string[] = standIns();
