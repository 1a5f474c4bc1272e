// Written by `script/frontend types` from web/backup_messages.py of the integration.

/**
 * A sentence, and how to have it in another language. Without a key it is as it stands.
 */
export interface SentenceMessage {
  message: string;
  translation_domain: string | null;
  translation_key: string | null;
  translation_placeholders: Record<string, string> | null;
}

/**
 * What is wrong with a field, and how to have it in another language.
 */
export interface ProblemMessage {
  field: string;
  message: string;
  translation_key: string;
  translation_placeholders: Record<string, string>;
}

/**
 * How far a gateway's restore is, in things of all that are to be written.
 *
 * Before the first one, `is_running` and `is_finished` are both false. One that has finished has
 * the `response` of the action, or the `problems` of its fields, or the `error` that ended it.
 * `is_stopping` is whether somebody has stopped it, and what is on its way is waited for.
 */
export interface RestoreMessage {
  is_running: boolean;
  is_finished: boolean;
  is_stopping: boolean;
  done: number;
  total: number;
  response: Record<string, unknown> | null;
  problems: ProblemMessage[];
  error: SentenceMessage | null;
}
