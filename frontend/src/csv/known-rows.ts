import type { Hass } from "../hass.js";
import { BETWEEN, problems } from "../panel/actions.js";
import type { Words } from "../words.js";
import type { ShownRow } from "./judged-rows.js";
import type { ImportRowMessage } from "./messages.js";

/** What is known of rows, by their lines, in the language of the person who looks. */
export async function knownRows(
  hass: Hass,
  words: Words,
  messages: readonly ImportRowMessage[],
): Promise<Map<number, ShownRow>> {
  const rows = new Map<number, ShownRow>();
  for (const one of messages) {
    const wrong = await problems(hass, one.problems, (field) => words.text(`import.fields.${field}`) || field);
    rows.set(one.line, {
      line: one.line,
      devEui: one.dev_eui ?? "",
      name: "",
      state: one.state,
      told: [...Object.values(wrong.fields), ...one.reasons].join(BETWEEN),
    });
  }
  return rows;
}
