import { DOMAIN, type Hass } from "./hass.js";
import type { InstalledMessage } from "./messages.js";

/** What administrators may do; each does what the action of the same name does. */
export const actions = {
  install: async (hass: Hass, entryId: string): Promise<InstalledMessage> =>
    (await send(hass, "install", { config_entry_id: entryId })) as InstalledMessage,
  retryFailed: (hass: Hass, entryId: string, taskId: number): Promise<unknown> =>
    send(hass, "retry_failed", { config_entry_id: entryId, task_id: taskId }),
  cancelTask: (hass: Hass, entryId: string, taskId: number): Promise<unknown> =>
    send(hass, "cancel", { config_entry_id: entryId, task_id: taskId }),
  cancelQueued: (hass: Hass, entryId: string, queueId: string): Promise<unknown> =>
    send(hass, "cancel", { config_entry_id: entryId, queue_id: queueId }),
};

function send(hass: Hass, verb: string, fields: Record<string, unknown>): Promise<unknown> {
  return hass.connection.sendMessagePromise({ type: `${DOMAIN}/updates/${verb}`, ...fields });
}

interface Refusal {
  message?: string;
  translation_key?: string;
  translation_domain?: string;
  translation_placeholders?: Record<string, string>;
}

/** The sentence of a refusal, in the language of the person who looks where there is one. */
export async function refusal(hass: Hass, error: unknown): Promise<string> {
  const { message, translation_key, translation_domain, translation_placeholders } = (error ??
    {}) as Refusal;
  if (translation_key !== undefined && translation_domain !== undefined) {
    const localize = await hass.loadBackendTranslation("exceptions", translation_domain);
    const text = localize(
      `component.${translation_domain}.exceptions.${translation_key}.message`,
      translation_placeholders,
    );
    if (text) return text;
  }
  return message ?? String(error);
}

/** Asks a person before something is done, and shows what went wrong. */
export interface Question {
  title: string;
  text: string;
  /** What will be lost, by name. */
  names?: readonly string[];
  confirm: string;
  /** Does it; `tell` says how far it is, where it takes a while. */
  act: (tell: (progress: string) => void) => Promise<unknown>;
}

/** Has the card ask a question. */
export function ask(from: HTMLElement, question: Question): void {
  from.dispatchEvent(
    new CustomEvent<Question>("msns-ask", { detail: question, bubbles: true, composed: true }),
  );
}
