import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Words } from "../words.js";
import type { Column, View } from "./rows.js";

/** A table, as far as what stands above it is concerned. */
export interface Tooled<RowT> {
  words: Words;
  view: View;
  /** Those that are shown. */
  columns: readonly Column<RowT>[];
  /** The columns by whose values rows can be chosen. */
  filtered: readonly Column<RowT>[];
  /** How many rows there are, and how many of them are shown and selected, in words. */
  count: string;
  narrow: boolean;
  selectable: boolean;
  allSelected: boolean;
  /** Whether filters are open. */
  filtering: boolean;
  /** The values that a column has, and how many rows have each. */
  choicesOf: (column: Column<RowT>) => readonly [string, number][];
  look: (view: Partial<View>) => void;
  toggleFilters: () => void;
  toggleAll: () => void;
}

/** Search, filters, and on a phone the order and the selection, which have no headings there. */
export function tools<RowT>(table: Tooled<RowT>): TemplateResult {
  const { words, view, filtered } = table;
  const active = Object.keys(view.filters).length;
  return html`<div class="tools">
    <input
      type="search"
      placeholder=${words.text("panel.table.search")}
      aria-label=${words.text("panel.table.search")}
      .value=${live(view.search)}
      @input=${(event: Event) => {
        table.look({ search: (event.target as HTMLInputElement).value });
      }}
    />
    ${
      filtered.length === 0
        ? nothing
        : html`<button aria-expanded=${table.filtering ? "true" : "false"} @click=${table.toggleFilters}>
            ${words.text(active > 0 ? "panel.table.filters_active" : "panel.table.filters", {
              number: words.number(active),
            })}
          </button>`
    }
    ${table.narrow ? order(table) : nothing}
    ${
      table.selectable && table.narrow
        ? html`<button class="plain" @click=${table.toggleAll}>
            ${words.text(table.allSelected ? "panel.table.select_none" : "panel.table.select_all")}
          </button>`
        : nothing
    }
    <span class="quiet count" role="status">${table.count}</span>
    ${table.filtering ? html`<div class="filters">${filtered.map((one) => filter(table, one))}</div>` : nothing}
    ${
      active > 0
        ? html`<button
            class="plain"
            @click=${() => {
              table.look({ filters: {} });
            }}
          >
            ${words.text("panel.table.clear")}
          </button>`
        : nothing
    }
  </div>`;
}

function order<RowT>({ words, view, columns, look }: Tooled<RowT>): TemplateResult {
  const { sort } = view;
  const option = ({ key, label }: Column<RowT>, descending: boolean): TemplateResult =>
    html`<option value=${descending ? `-${key}` : key} ?selected=${sort?.key === key && sort.descending === descending}>
      ${label} ${descending ? "↓" : "↑"}
    </option>`;
  return html`<select
    aria-label=${words.text("panel.table.sort")}
    @change=${(event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      const descending = value.startsWith("-");
      look({ sort: value === "" ? undefined : { key: descending ? value.slice(1) : value, descending } });
    }}
  >
    <option value="" ?selected=${sort === undefined}>${words.text("panel.table.sort")}</option>
    ${columns.map((one) => html`${option(one, false)} ${option(one, true)}`)}
  </select>`;
}

function filter<RowT>({ words, view, look, choicesOf }: Tooled<RowT>, column: Column<RowT>): TemplateResult {
  const { key } = column;
  const chosen = view.filters[key];
  return html`<label class="quiet"
    >${column.label}
    <select
      data-key=${key}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        const others = Object.entries(view.filters).filter(([name]) => name !== key);
        look({ filters: Object.fromEntries(value === "" ? others : [...others, [key, value.slice(1)]]) });
      }}
    >
      <option value="" ?selected=${chosen === undefined}>${words.text("panel.table.any")}</option>
      ${choicesOf(column).map(
        ([value, count]) =>
          html`<option value=${`=${value}`} ?selected=${chosen === value}>
            ${value === "" ? words.text("panel.table.none_given") : value} (${words.number(count)})
          </option>`,
      )}
    </select></label
  >`;
}
