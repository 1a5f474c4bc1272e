import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { icon } from "./icons.js";
import { EVERYTHING, choices, seen, type Column, type View } from "./rows.js";
import { NARROW_ROW, ROW, tableStyles } from "./table-styles.js";
import { tools } from "./table-tools.js";
import { keepView, keptView, queryOf, viewOf } from "./view-store.js";

// Rows beyond the edges that are drawn already; so many are scrolled before others are drawn.
const SPARE = 8;

/**
 * A list of anything: searched, sorted, filtered and selected, with thousands of rows. One stop of
 * the keyboard: arrows go through the rows, Enter opens one, the space bar selects it. Fires
 * `msns-open` with a row, and `msns-select` with the keys of all that are selected.
 */
export class Table<RowT = unknown> extends LitElement {
  static override properties = {
    words: { attribute: false },
    name: {},
    addressed: { type: Boolean },
    label: {},
    counted: { attribute: false },
    columns: { attribute: false },
    rows: { attribute: false },
    keyOf: { attribute: false },
    selectable: { type: Boolean },
    selected: { attribute: false },
    refused: { attribute: false },
    opens: { type: Boolean },
    narrow: { type: Boolean, reflect: true },
    _view: { state: true },
    _first: { state: true },
    _at: { state: true },
    _filtering: { state: true },
  };
  static override styles = [base, tableStyles];
  declare words: Words;
  /** What it is called in this browser, which keeps search, order and filters until it is closed. */
  declare name: string;
  /** Whether the page's address names search, order and filters, so that a link leads to them. */
  declare addressed: boolean;
  /** What the rows are, for those who do not see them. */
  declare label: string;
  /** A number of rows, in words. */
  declare counted: (count: number) => string;
  declare columns: readonly Column<RowT>[];
  declare rows: readonly RowT[];
  declare keyOf: (row: RowT) => string;
  declare selectable: boolean;
  declare selected: ReadonlySet<string>;
  /** Why a row can't be selected, undefined where it can. */
  declare refused: (row: RowT) => string | undefined;
  /** Whether something happens when a row is opened. */
  declare opens: boolean;
  declare narrow: boolean;
  declare private _view: View;
  declare private _first: number;
  declare private _at: string | undefined;
  declare private _filtering: boolean;
  #seen: RowT[] = [];
  // What filters have to choose from, by the keys of their columns.
  #choices = new Map<string, readonly [string, number][]>();
  #allSelected = false;
  #height = 0;
  #resized: ResizeObserver | undefined;

  constructor() {
    super();
    this.name = this.label = "";
    this.counted = String;
    this.columns = [];
    this.rows = [];
    this.keyOf = String;
    this.addressed = this.selectable = this.opens = this.narrow = false;
    this.selected = new Set();
    this.refused = () => undefined;
    this._view = EVERYTHING;
    this._first = 0;
    this._filtering = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._view = (this.addressed ? viewOf(location.search) : undefined) ?? keptView(this.name) ?? this._view;
    this.#keep();
    // One that is shown again begins at its first row, as the browser does.
    this._first = 0;
    this._filtering = Object.keys(this._view.filters).length > 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
    this.#resized = undefined;
  }

  override willUpdate(changed: PropertyValues): void {
    const has = (...names: string[]): boolean => names.some((name) => changed.has(name));
    if (has("rows", "columns", "words")) this.#choices.clear();
    if (has("rows", "columns", "words", "_view")) {
      this.#seen = seen(this.rows, this.columns, this._view, this.words.language);
    }
    if (has("rows", "columns", "words", "_view", "selected", "refused")) {
      const rows = this.#selectable;
      this.#allSelected = rows.length > 0 && rows.every((row) => this.selected.has(this.keyOf(row)));
    }
  }

  override updated(): void {
    const scroll = this.#scroll;
    if (scroll === null || this.#resized !== undefined) return;
    this.#resized = new ResizeObserver(() => {
      this.#height = scroll.clientHeight;
      this.requestUpdate();
    });
    this.#resized.observe(scroll);
  }

  override render(): TemplateResult {
    return html`${this.#tools()}
      <div
        class="scroll"
        role="grid"
        tabindex="0"
        aria-label=${this.label}
        aria-rowcount=${this.#seen.length + 1}
        aria-multiselectable=${this.selectable ? "true" : nothing}
        aria-activedescendant=${this.#isDrawn ? "at" : nothing}
        @scroll=${this.#scrolled}
        @keydown=${this.#keyDown}
        @click=${this.#clicked}
      >
        ${this.#head()} ${this.#body()}
      </div>`;
  }

  #tools(): TemplateResult {
    return tools<RowT>({
      words: this.words,
      view: this._view,
      columns: this.#shown,
      filtered: this.columns.filter((one) => one.filter === true),
      count: this.#count,
      narrow: this.narrow,
      selectable: this.selectable,
      allSelected: this.#allSelected,
      filtering: this._filtering,
      choicesOf: this.#choicesOf,
      look: this.#look,
      toggleFilters: this.#toggleFilters,
      toggleAll: this.#toggleAll,
    });
  }

  get #count(): string {
    const { words } = this;
    const all = this.counted(this.rows.length);
    const found = this.#seen.length;
    const count =
      found === this.rows.length ? all : words.text("panel.table.found", { found: words.number(found), all });
    const chosen = this.selected.size;
    return chosen === 0 ? count : `${count} · ${words.text("panel.table.selected", { number: words.number(chosen) })}`;
  }

  readonly #choicesOf = (column: Column<RowT>): readonly [string, number][] => {
    let found = this.#choices.get(column.key);
    if (found === undefined) {
      found = choices(this.rows, column, this.words.language);
      this.#choices.set(column.key, found);
    }
    return found;
  };

  #head(): TemplateResult {
    const { sort } = this._view;
    if (this.narrow) {
      // What stands in one cell there needs no headings that are seen.
      return html`<div role="row" aria-rowindex="1" style="height: 0; overflow: hidden">
        ${
          this.selectable
            ? html`<span role="columnheader">${this.words.text("panel.table.selection")}</span>`
            : nothing
        }
        <span role="columnheader">${this.label}</span>
      </div>`;
    }
    return html`<div class="line head" role="row" aria-rowindex="1" style="grid-template-columns: ${this.#tracks}">
      ${
        this.selectable
          ? html`<span role="columnheader" class="check"
              ><input
                type="checkbox"
                aria-label=${this.words.text("panel.table.select_all")}
                .checked=${live(this.#allSelected)}
                .indeterminate=${this.selected.size > 0 && !this.#allSelected}
                @click=${this.#toggleAll}
            /></span>`
          : nothing
      }
      ${this.#shown.map((one) => {
        const is = sort?.key === one.key;
        const order = is ? (sort.descending ? "descending" : "ascending") : "none";
        return html`<span role="columnheader" aria-sort=${order} class=${one.numeric === true ? "number" : ""}
          ><button class="plain" data-key=${one.key} @click=${this.#sortClicked}>
            ${one.label}${is ? icon(sort.descending ? "down" : "up") : nothing}
          </button></span
        >`;
      })}
    </div>`;
  }

  #body(): TemplateResult {
    const rows = this.#seen;
    if (rows.length === 0) {
      return html`<div class="none quiet" role="row">
        <span role="gridcell">${this.words.text("panel.table.nothing_found")}</span>
      </div>`;
    }
    const height = this.#rowHeight;
    const first = Math.min(this._first, Math.max(0, rows.length - 1));
    const drawn = rows.slice(first, first + Math.ceil(this.#height / height) + 2 * SPARE);
    return html`<div role="presentation" style="height: ${rows.length * height}px">
      <div role="presentation" style="transform: translateY(${first * height}px)">
        ${drawn.map((row, index) => this.#row(row, first + index))}
      </div>
    </div>`;
  }

  #row(row: RowT, index: number): TemplateResult {
    const key = this.keyOf(row);
    const isAt = key === this._at;
    const isSelected = this.selected.has(key);
    return html`<div
      class="line row ${isAt ? "at" : ""}"
      id=${isAt ? "at" : nothing}
      role="row"
      data-index=${index}
      aria-rowindex=${index + 2}
      aria-selected=${this.selectable ? (isSelected ? "true" : "false") : nothing}
      style="grid-template-columns: ${this.#tracks}"
    >
      ${
        this.selectable
          ? html`<span role="gridcell" class="check"
              ><input
                type="checkbox"
                tabindex="-1"
                aria-label=${this.words.text("panel.table.select", { name: this.#title(row) })}
                ?disabled=${this.refused(row) !== undefined}
                .checked=${live(isSelected)}
            /></span>`
          : nothing
      }
      ${this.narrow ? this.#narrowCell(row) : this.#shown.map((one) => this.#cell(one, row))}
    </div>`;
  }

  #cell(column: Column<RowT>, row: RowT): TemplateResult {
    const value = column.value(row);
    const title = column.cell === undefined ? String(value ?? "") : "";
    return html`<span
      role="gridcell"
      class=${column.numeric === true ? "number" : ""}
      title=${title || nothing}
      >${column.cell?.(row) ?? value ?? "–"}</span
    >`;
  }

  #narrowCell(row: RowT): TemplateResult {
    const [main, ...others] = this.#shown;
    const told = others
      .filter((one) => one.narrow === true)
      .map((one) => one.cell?.(row) ?? one.value(row))
      .filter((one) => one !== null && one !== "" && one !== nothing);
    return html`<div role="gridcell" class="two">
      <div>${main?.cell?.(row) ?? main?.value(row) ?? ""}</div>
      <div class="quiet">${told.map((one, index) => html`${index > 0 ? " · " : ""}${one}`)}</div>
    </div>`;
  }

  get #shown(): readonly Column<RowT>[] {
    return this.columns.filter((one) => one.hidden !== true);
  }

  get #tracks(): string {
    const columns = this.narrow
      ? ["minmax(0, 1fr)"]
      : this.#shown.map((one) => one.width ?? "minmax(7em, 1fr)");
    return [...(this.selectable ? ["28px"] : []), ...columns].join(" ");
  }

  get #rowHeight(): number {
    return this.narrow ? NARROW_ROW : ROW;
  }

  get #scroll(): HTMLElement | null {
    return this.renderRoot.querySelector(".scroll");
  }

  /** Those of what is seen that can be selected. */
  get #selectable(): RowT[] {
    return this.#seen.filter((row) => this.refused(row) === undefined);
  }

  get #index(): number {
    return this._at === undefined ? -1 : this.#seen.findIndex((row) => this.keyOf(row) === this._at);
  }

  get #isDrawn(): boolean {
    const index = this.#index;
    const last = this._first + Math.ceil(this.#height / this.#rowHeight) + 2 * SPARE;
    return index >= this._first && index < last;
  }

  #title(row: RowT): string {
    return String(this.#shown[0]?.value(row) ?? this.keyOf(row));
  }

  #keep(): void {
    keepView(this.name, this._view);
    if (!this.addressed) return;
    const query = queryOf(this._view, location.search);
    if (query !== location.search) history.replaceState(history.state, "", `${location.pathname}${query}`);
  }

  readonly #look = (view: Partial<View>): void => {
    this._view = { ...this._view, ...view };
    this.#keep();
    const scroll = this.#scroll;
    if (scroll !== null) scroll.scrollTop = 0;
    this._first = 0;
  };

  readonly #toggleFilters = (): void => {
    this._filtering = !this._filtering;
  };

  readonly #sortClicked = (event: Event): void => {
    const key = (event.currentTarget as HTMLElement).dataset["key"] ?? "";
    const { sort } = this._view;
    if (sort?.key !== key) this.#look({ sort: { key, descending: false } });
    else this.#look({ sort: sort.descending ? undefined : { key, descending: true } });
  };

  readonly #toggleAll = (): void => {
    const keys = this.#selectable.map(this.keyOf);
    const selected = new Set(this.selected);
    if (this.#allSelected) for (const key of keys) selected.delete(key);
    else for (const key of keys) selected.add(key);
    this.#select(selected);
  };

  readonly #scrolled = (event: Event): void => {
    const { scrollTop } = event.currentTarget as HTMLElement;
    const first = Math.floor(scrollTop / this.#rowHeight) - SPARE / 2;
    this._first = Math.max(0, first - (first % (SPARE / 2)));
  };

  readonly #clicked = (event: MouseEvent): void => {
    const target = event.target as Element;
    const line = target.closest<HTMLElement>(".row");
    const row = line === null ? undefined : this.#seen[Number(line.dataset["index"])];
    if (row === undefined || target.closest("a, button") !== null) return;
    this._at = this.keyOf(row);
    if (target.closest(".check") !== null) this.#toggle(row);
    else if (this.opens) this.#open(row);
    else if (this.selectable) this.#toggle(row);
  };

  readonly #keyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const index = this.#index;
    const page = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: this.#seen.length - 1,
    };
    const wanted = steps[event.key];
    const at = this.#seen[index];
    if (wanted !== undefined && this.#seen.length > 0) {
      event.preventDefault();
      const next = Math.min(Math.max(wanted, 0), this.#seen.length - 1);
      const row = this.#seen[next];
      if (row !== undefined) this._at = this.keyOf(row);
      this.#scrollTo(next);
    } else if (at !== undefined && event.key === "Enter" && this.opens) {
      event.preventDefault();
      this.#open(at);
    } else if (at !== undefined && event.key === " " && this.selectable) {
      event.preventDefault();
      this.#toggle(at);
    }
  };

  /** Scrolls so far that a row can be seen whole. */
  #scrollTo(index: number): void {
    const scroll = this.#scroll;
    if (scroll === null) return;
    const height = this.#rowHeight;
    const head = this.narrow ? 0 : (this.renderRoot.querySelector(".head")?.clientHeight ?? 0);
    const least = head + (index + 1) * height - scroll.clientHeight;
    scroll.scrollTop = Math.min(Math.max(scroll.scrollTop, least), index * height);
  }

  #open(row: RowT): void {
    this.dispatchEvent(new CustomEvent<RowT>("msns-open", { detail: row }));
  }

  #toggle(row: RowT): void {
    if (this.refused(row) !== undefined) return;
    const key = this.keyOf(row);
    const selected = new Set(this.selected);
    if (!selected.delete(key)) selected.add(key);
    this.#select(selected);
  }

  #select(selected: ReadonlySet<string>): void {
    this.selected = selected;
    this.dispatchEvent(new CustomEvent<ReadonlySet<string>>("msns-select", { detail: selected }));
  }
}

customElements.define("msns-table", Table);
