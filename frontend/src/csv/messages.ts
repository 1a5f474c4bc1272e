// Written by `script/frontend types` from web/import_messages.py of the integration.

/**
 * What a row is: `NEW` is to be added, `UNSENT` would have been, had the import not ended.
 */
export type RowState =
  | "new"
  | "exists"
  | "wrong"
  | "added"
  | "failed"
  | "unsent";

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
 * What a row is. `problems` are about its fields, `reasons` are why it was not added.
 */
export interface ImportRowMessage {
  line: number;
  dev_eui: string | null;
  state: RowState;
  problems: ProblemMessage[];
  reasons: string[];
}

/**
 * What would become of all rows. Nothing was sent.
 */
export interface ImportCheckMessage {
  rows: ImportRowMessage[];
  warnings: string[];
}

/**
 * How far an import is: the `rows` that changed, of its `total` devices to add.
 *
 * The first message has all rows. Without an import, `total` is None.
 */
export interface ImportMessage {
  total: number | null;
  done: number;
  is_finished: boolean;
  rows: ImportRowMessage[];
  warnings: string[];
}
