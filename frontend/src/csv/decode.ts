/** Reads the bytes of a text file, whatever program wrote it. */

export function decodeText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder().decode(bytes);
  // Without a mark, UTF-16 of headings shows by a zero in every other byte.
  const start = bytes.subarray(0, 200);
  const zeros = [0, 0];
  start.forEach((byte, place) => {
    if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  });
  const many = start.length / 4;
  if ((zeros[1] ?? 0) > many) return new TextDecoder("utf-16le").decode(bytes);
  if ((zeros[0] ?? 0) > many) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Spreadsheets on Windows write that of the country; most of Europe's letters are right in it.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
