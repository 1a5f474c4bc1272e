import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { replace } from "../hass.js";
import { base } from "../styles.js";
import { icon } from "./icons.js";
import type { ListStore } from "./list-store.js";
import { Page } from "./page.js";
import { pageStyles } from "./page-styles.js";
import { address } from "./route.js";
import type { Column } from "./rows.js";
import "./table.js";

const NEW = "new";

/** A page with one list: found, selected, and one of it opened, whose id is in the address. */
export abstract class ListPage<RowT> extends Page {
  static override properties: PropertyDeclarations = { _selected: { state: true } };
  static override styles = [base, pageStyles];
  declare protected _selected: ReadonlySet<string>;
  /** Made only when what they show has changed: the table sorts anew with other columns. */
  #columns: readonly Column<RowT>[] = [];
  /** The last known row of what is open, should it be deleted meanwhile. */
  #open: { key: string; row: RowT } | undefined;

  constructor() {
    super();
    this._selected = new Set();
  }

  /** Its part of the address. */
  protected abstract readonly path: string;
  protected abstract readonly list: ListStore<RowT>;
  protected abstract keyOf(row: RowT): string;
  protected abstract columns(): readonly Column<RowT>[];
  /** Whether the columns are to be made anew: at least their names are when the language is another. */
  protected columnsChange(changed: PropertyValues): boolean {
    return changed.has("words");
  }
  /** A number of rows, in words. */
  protected abstract counted(count: number): string;
  /** What opens for a row, or for something new; nothing where that can't be shown yet. */
  protected abstract dialog(row: RowT | undefined, gone: boolean): unknown;
  /** What is said instead of an empty table. */
  protected abstract first(): unknown;
  /** What can be done, with what is selected where something is. */
  protected abstract actions(chosen: readonly RowT[]): unknown;
  protected readonly isSelectable: boolean = true;

  override willUpdate(changed: PropertyValues): void {
    if (this.columnsChange(changed)) this.#columns = this.columns();
    const isGone = (key: string): boolean => this.list.isComplete && this.list.get(key) === undefined;
    // What somebody else has deleted meanwhile is selected no more.
    const selected = [...this._selected];
    if (selected.some(isGone)) this._selected = new Set(selected.filter((key) => !isGone(key)));
  }

  override updated(): void {
    const [key] = this.rest;
    if (key === undefined || !this.list.isComplete || this.isOpen(key)) return;
    const { config_entry_id } = this.gateway;
    replace(`${address(config_entry_id, this.path)}${location.search}`);
  }

  /** Whether something is open where the address goes on with this. */
  protected isOpen(key: string): boolean {
    return key === NEW || this.list.get(key) !== undefined || this.#open?.key === key;
  }

  override render(): TemplateResult {
    const { list } = this;
    const chosen = this.chosen;
    if (list.isComplete && list.rows.length === 0) return html`${this.first()} ${this.#opened()}`;
    return html`<div class="actions">${this.actions(chosen)}</div>
      <msns-table
        .name=${this.path}
        .words=${this.words}
        .label=${this.words.text(`panel.page.${this.path}`)}
        .counted=${this.#counted}
        .columns=${this.#columns}
        .rows=${list.rows}
        .keyOf=${this.#keyOf}
        .selected=${this._selected}
        .narrow=${this.narrow}
        ?selectable=${this.isSelectable}
        opens
        addressed
        aria-busy=${list.isComplete ? "false" : "true"}
        @msns-open=${this.#openRow}
        @msns-select=${this.#select}
      ></msns-table>
      ${this.#opened()}`;
  }

  protected addButton(words: string): TemplateResult {
    return html`<button class="main" @click=${this.add}>${icon("add")}${this.words.text(words)}</button>`;
  }

  protected get chosen(): RowT[] {
    if (this._selected.size === 0) return [];
    return this.list.rows.filter((row) => this._selected.has(this.keyOf(row)));
  }

  readonly add = (): void => {
    this.go(this.path, NEW);
  };

  readonly back = (): void => {
    this.#open = undefined;
    this.go(this.path);
  };

  #opened(): unknown {
    const [key] = this.rest;
    if (key === undefined) return nothing;
    if (key === NEW) return this.dialog(undefined, false);
    const now = this.list.get(key);
    if (now !== undefined) this.#open = { key, row: now };
    const row = now ?? (this.#open?.key === key ? this.#open.row : undefined);
    return row === undefined ? nothing : this.dialog(row, now === undefined);
  }

  readonly #keyOf = (row: RowT): string => this.keyOf(row);

  readonly #counted = (count: number): string => this.counted(count);

  readonly #openRow = (event: CustomEvent<RowT>): void => {
    this.go(this.path, this.keyOf(event.detail));
  };

  readonly #select = (event: CustomEvent<ReadonlySet<string>>): void => {
    this._selected = event.detail;
  };
}
