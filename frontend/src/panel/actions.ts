import { refusal } from "../actions.js";
import { DOMAIN, type Hass } from "../hass.js";
import type { ProblemMessage, RanMessage, SentenceMessage } from "./messages.js";

/** What an action answers beside what is its own. */
export interface Response extends Record<string, unknown> {
  warnings?: string[];
  differences?: { field: string; sent: unknown; kept: unknown }[];
}

/** Between two things that are wrong: sentences about fields have no full stop. */
export const BETWEEN = "; ";

/** What is wrong with the fields of an action, each in a sentence, by the name of the field. */
export class Problems extends Error {
  readonly fields: Readonly<Record<string, string>>;
  /** Those of them that somebody else has changed meanwhile. */
  readonly changedElsewhere: readonly string[];

  constructor(fields: Record<string, string>, changedElsewhere: readonly string[] = []) {
    super(Object.values(fields).join(BETWEEN));
    this.fields = fields;
    this.changedElsewhere = changedElsewhere;
  }
}

/**
 * Does what the action of this name does, and returns its response. Throws `Problems` where fields
 * are wrong: nothing was sent then. `expected` is how the page showed the fields that it changes.
 * `label` is what the page calls a field.
 */
export async function run(
  hass: Hass,
  action: string,
  data: Record<string, unknown>,
  more: { expected?: Record<string, unknown>; label?: (field: string) => string } = {},
): Promise<Response> {
  const { expected } = more;
  const label: (field: string) => string = more.label ?? ((field) => field);
  const ran = (await hass.connection.sendMessagePromise({
    type: `${DOMAIN}/actions/run`,
    action,
    data,
    ...(expected && { expected }),
  })) as RanMessage;
  if (ran.problems.length > 0) throw await problems(hass, ran.problems, label);
  return ran.response ?? {};
}

/** Reads which payload codecs a gateway has: the list of them, where it is followed, has them then. */
export async function readCodecs(hass: Hass, entry: string): Promise<void> {
  await hass.connection.sendMessagePromise({
    type: `${DOMAIN}/payload_codecs/read`,
    config_entry_id: entry,
  });
}

/** Problems in the language of the person who looks, with the fields called as the page does. */
export async function problems(
  hass: Hass,
  told: readonly ProblemMessage[],
  label: (field: string) => string = (field) => field,
): Promise<Problems> {
  const fields: Record<string, string> = {};
  for (const one of told) {
    const placeholders = { ...one.translation_placeholders, field: label(one.field) };
    const sentence = await inWords(hass, {
      message: one.message,
      translation_domain: DOMAIN,
      translation_key: one.translation_key,
      translation_placeholders: placeholders,
    });
    fields[one.field] = [fields[one.field], sentence].filter(Boolean).join(BETWEEN);
  }
  const changed = told.filter((one) => one.translation_key === "problem_changed_elsewhere");
  return new Problems(
    fields,
    changed.map((one) => one.field),
  );
}

/** A sentence in the language of the person who looks. */
export async function inWords(hass: Hass, told: SentenceMessage): Promise<string> {
  const { message, translation_domain, translation_key, translation_placeholders } = told;
  if (translation_key === null || translation_domain === null) return message;
  return refusal(hass, {
    message,
    translation_domain,
    translation_key,
    translation_placeholders: translation_placeholders ?? {},
  });
}
