/** What became of an import, as a table that spreadsheets read. */

import type { Column } from "../panel/rows.js";

/** What begins a formula in spreadsheets; an apostrophe before it has them take it as text. */
const FORMULA = /^[\s"]*[=+\-@\t\r]/;

export function resultTable<RowT>(rows: readonly RowT[], columns: readonly Column<RowT>[]): string {
  const lines = [
    columns.map((one) => one.label),
    ...rows.map((row) => columns.map((one) => String(one.value(row) ?? ""))),
  ];
  return lines.map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
