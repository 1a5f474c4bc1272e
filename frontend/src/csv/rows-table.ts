/** The table of the rows of a file, before they are imported and afterwards. */

import { css, html, type TemplateResult } from "lit";
import type { Column } from "../panel/rows.js";
import "../panel/table.js";
import { toast } from "../panel/toast.js";
import type { Words } from "../words.js";
import type { ShownRow } from "./judged-rows.js";

export const rowsTableStyles = css`
  msns-table {
    flex: none;
    height: min(60dvh, 40rem);
  }
  .foot {
    position: sticky;
    inset-block-end: -16px;
    padding-block: 8px;
    background: var(--primary-background-color, #fafafa);
    z-index: 1;
  }
  .foot button {
    min-height: 48px;
    border-radius: 24px;
  }
`;

/** A file's rows. What was searched and filtered in one table says nothing of the next one. */
export function rowsTable(
  words: Words,
  columns: readonly Column<ShownRow>[],
  rows: readonly ShownRow[],
  narrow: boolean,
): TemplateResult {
  return html`<msns-table
    .words=${words}
    .label=${words.text("import.preview")}
    .counted=${(count: number) => words.counted("rows", count)}
    .columns=${columns}
    .rows=${rows}
    .keyOf=${(row: ShownRow) => String(row.line)}
    ?narrow=${narrow}
    opens
    @msns-open=${explain}
  ></msns-table>`;
}

/** Says in full what is known of a row: its cell has room for the beginning. */
function explain(event: CustomEvent<ShownRow>): void {
  const { devEui, told } = event.detail;
  if (told !== "") toast(event.currentTarget as HTMLElement, { text: [devEui, told].filter(Boolean).join(": ") });
}
