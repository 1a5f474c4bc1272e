/** The headings and rows of a table. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Words } from "../words.js";
import { USUAL_WIDTH } from "./fitting.js";
import { icon } from "./icons.js";
import type { Column, Sort } from "./rows.js";
import { CHECK } from "./table-styles.js";

/** What stands in a cell that has nothing. */
const NOTHING = "–";

/** A table, as far as its headings and rows are concerned. */
export interface Lined<RowT> {
  words: Words;
  label: string;
  /** Those that are shown. */
  columns: readonly Column<RowT>[];
  sort: Sort | undefined;
  narrow: boolean;
  selectable: boolean;
  selected: ReadonlySet<string>;
  allSelected: boolean;
  keyOf: (row: RowT) => string;
  /** Why a row can't be selected, undefined where it can. */
  refused: (row: RowT) => string | undefined;
  /** The key of the row that the keyboard is at. */
  at: string | undefined;
  sortClicked: (event: Event) => void;
  toggleAll: () => void;
}

export function head<RowT>(table: Lined<RowT>): TemplateResult {
  const { words, sort, selectable } = table;
  if (table.narrow) {
    // What stands in one cell there needs no headings that are seen.
    return html`<div role="row" aria-rowindex="1" style="height: 0; overflow: hidden">
      ${selectable ? html`<span role="columnheader">${words.text("panel.table.selection")}</span>` : nothing}
      <span role="columnheader">${table.label}</span>
    </div>`;
  }
  return html`<div class="line head" role="row" aria-rowindex="1" style="grid-template-columns: ${tracks(table)}">
    ${
      selectable
        ? html`<span role="columnheader" class="check"
            ><input
              type="checkbox"
              aria-label=${words.text("panel.table.select_all")}
              .checked=${live(table.allSelected)}
              .indeterminate=${table.selected.size > 0 && !table.allSelected}
              @click=${table.toggleAll}
          /></span>`
        : nothing
    }
    ${table.columns.map((one) => {
      const is = sort?.key === one.key;
      const order = is ? (sort.descending ? "descending" : "ascending") : "none";
      return html`<span role="columnheader" aria-sort=${order} class=${one.numeric === true ? "number" : ""}
        ><button class="plain" dir="auto" title=${one.label} data-key=${one.key} @click=${table.sortClicked}>
          ${one.label}${is ? icon(sort.descending ? "down" : "up") : nothing}
        </button></span
      >`;
    })}
  </div>`;
}

/** The row at `index` of all that are found. */
export function line<RowT>(table: Lined<RowT>, row: RowT, index: number): TemplateResult {
  const { words, columns, selectable } = table;
  const key = table.keyOf(row);
  const isAt = key === table.at;
  const isSelected = table.selected.has(key);
  const title = String(columns[0]?.value(row) ?? key);
  return html`<div
    class="line row ${isAt ? "at" : ""}"
    id=${isAt ? "at" : nothing}
    role="row"
    data-index=${index}
    aria-rowindex=${index + 2}
    aria-selected=${selectable ? (isSelected ? "true" : "false") : nothing}
    style="grid-template-columns: ${tracks(table)}"
  >
    ${
      selectable
        ? html`<span role="gridcell" class="check"
            ><input
              type="checkbox"
              tabindex="-1"
              aria-label=${words.text("panel.table.select", { name: title })}
              ?disabled=${table.refused(row) !== undefined}
              .checked=${live(isSelected)}
          /></span>`
        : nothing
    }
    ${table.narrow ? narrowCell(columns, row) : columns.map((one) => cell(one, row))}
  </div>`;
}

function cell<RowT>(column: Column<RowT>, row: RowT): TemplateResult {
  const value = column.value(row);
  const title = column.cell === undefined ? String(value ?? "") : "";
  return html`<span
    role="gridcell"
    dir="auto"
    class=${column.numeric === true ? "number" : ""}
    title=${title || nothing}
    >${column.cell?.(row) ?? value ?? NOTHING}</span
  >`;
}

/** All that a phone shows of a row, in one cell. */
function narrowCell<RowT>(columns: readonly Column<RowT>[], row: RowT): TemplateResult {
  const [main, ...others] = columns;
  const told = others
    .filter((one) => one.narrow === true)
    .map((one) => one.cell?.(row) ?? one.value(row))
    .filter((one) => one !== null && one !== "" && one !== NOTHING && one !== nothing);
  return html`<div role="gridcell" class="two">
    <div dir="auto">${main?.cell?.(row) ?? main?.value(row) ?? ""}</div>
    <div class="quiet" dir="auto">${told.map((one, index) => html`${index > 0 ? " · " : ""}<bdi>${one}</bdi>`)}</div>
  </div>`;
}

function tracks<RowT>({ columns, narrow, selectable }: Lined<RowT>): string {
  const shown = narrow ? ["minmax(0, 1fr)"] : columns.map((one) => one.width ?? USUAL_WIDTH);
  return [...(selectable ? [`${CHECK}px`] : []), ...shown].join(" ");
}
