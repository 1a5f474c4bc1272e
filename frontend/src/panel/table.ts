import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { fitting } from "./fitting.js";
import { rowByKey } from "./row-keys.js";
import { RowWindow } from "./row-window.js";
import { EVERYTHING, choices, seen, type Column, type View } from "./rows.js";
import { head, line, type Lined } from "./table-rows.js";
import { CHECK, GAP, NARROW_ROW, PADDING, ROW, tableStyles } from "./table-styles.js";
import { tools } from "./table-tools.js";
import { keepView, keptView, queryOf, viewOf } from "./view-store.js";

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
  declare private _at: string | undefined;
  declare private _filtering: boolean;
  #seen: RowT[] = [];
  // What filters have to choose from, by the keys of their columns.
  #choices = new Map<string, readonly [string, number][]>();
  #allSelected = false;
  readonly #window = new RowWindow(this, () => (this.narrow ? NARROW_ROW : ROW));

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
    this._filtering = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._view = (this.addressed ? viewOf(location.search) : undefined) ?? keptView(this.name) ?? this._view;
    this.#keep();
    this._filtering = Object.keys(this._view.filters).length > 0;
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
        @scroll=${this.#window.scrolled}
        @keydown=${this.#keyDown}
        @click=${this.#clicked}
      >
        ${head(this.#lined)} ${this.#body()}
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

  get #lined(): Lined<RowT> {
    return {
      words: this.words,
      label: this.label,
      columns: this.#shown,
      sort: this._view.sort,
      narrow: this.narrow,
      selectable: this.selectable,
      selected: this.selected,
      allSelected: this.#allSelected,
      keyOf: this.keyOf,
      refused: this.refused,
      at: this._at,
      sortClicked: this.#sortClicked,
      toggleAll: this.#toggleAll,
    };
  }

  #body(): TemplateResult {
    const rows = this.#seen;
    if (rows.length === 0) {
      return html`<div class="none quiet" role="row">
        <span role="gridcell">${this.words.text("panel.table.nothing_found")}</span>
      </div>`;
    }
    const height = this.narrow ? NARROW_ROW : ROW;
    const [first, end] = this.#window.drawn(rows.length);
    const table = this.#lined;
    return html`<div role="presentation" style="height: ${rows.length * height}px">
      <div role="presentation" style="transform: translateY(${first * height}px)">
        ${rows.slice(first, end).map((row, index) => line(table, row, first + index))}
      </div>
    </div>`;
  }

  get #shown(): readonly Column<RowT>[] {
    const shown = this.columns.filter((one) => one.hidden !== true);
    if (this.narrow) return shown;
    const { width, em } = this.#window.room;
    const beside = 2 * PADDING + (this.selectable ? CHECK + GAP : 0);
    return fitting(shown, { width: width - beside, em }, this._view.sort?.key);
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
    const [first, end] = this.#window.drawn(this.#seen.length);
    return index >= first && index < end;
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
    this.#window.toFirst();
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
    const next = rowByKey(event.key, index, this.#seen.length, this.#window.page);
    const at = this.#seen[index];
    if (next !== undefined) {
      event.preventDefault();
      const row = this.#seen[next];
      if (row !== undefined) this._at = this.keyOf(row);
      this.#window.show(next);
    } else if (at !== undefined && event.key === "Enter" && this.opens) {
      event.preventDefault();
      this.#open(at);
    } else if (at !== undefined && event.key === " " && this.selectable) {
      event.preventDefault();
      this.#toggle(at);
    }
  };

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
