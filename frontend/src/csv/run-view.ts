import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { download } from "../download.js";
import { cardStyles } from "../panel/card-styles.js";
import "../panel/progress.js";
import type { Column } from "../panel/rows.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { Columns } from "./columns.js";
import { counted, countsInWords, rowColumns, shownRows, type ShownRow } from "./judged-rows.js";
import type { ImportMessage, RowState } from "./messages.js";
import { resultTable } from "./result.js";
import { rowsTable, rowsTableStyles } from "./rows-table.js";
import type { Table } from "./table.js";

/**
 * An import that goes on, or has ended: how far it is, row by row. Fires `msns-stop` where somebody
 * wants no more rows added, and `msns-done` where nobody needs to see it any more.
 */
export class RunView extends LitElement {
  static override properties = {
    words: { attribute: false },
    run: { attribute: false },
    known: { attribute: false },
    table: { attribute: false },
    columns: { attribute: false },
    narrow: { type: Boolean, reflect: true },
  };
  static override styles = [
    base,
    cardStyles,
    rowsTableStyles,
    css`
      :host {
        display: contents;
      }
    `,
  ];
  declare words: Words;
  declare run: ImportMessage;
  /** What is known of its rows, by their lines. */
  declare known: ReadonlyMap<number, ShownRow>;
  /** The file that it is of, where it was opened here, and how its columns are matched. */
  declare table: Table | undefined;
  declare columns: Columns | undefined;
  declare narrow: boolean;
  #shown: readonly Column<ShownRow>[] = [];
  #rows: readonly ShownRow[] = [];
  #counts: Partial<Record<RowState, number>> = {};

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("words")) this.#shown = rowColumns(this.words);
    if (!["known", "table", "columns"].some((name) => changed.has(name))) return;
    this.#rows = shownRows(this.table, this.columns?.fields ?? [], this.known);
    this.#counts = counted(this.#rows);
  }

  override render(): TemplateResult {
    const { words, run } = this;
    const total = run.total ?? 0;
    const isOver = run.is_finished;
    const label = isOver
      ? countsInWords(words, this.#counts)
      : this.#text("running", { done: words.number(run.done), devices: words.devices(total) });
    return html`<section class="card stack" aria-labelledby="running">
        <h2 id="running">${this.#text(isOver ? "finished" : "heading_running")}</h2>
        <msns-progress .done=${isOver ? total : run.done} .total=${total} .label=${label}></msns-progress>
        ${run.warnings.map((one) => html`<p class="quiet">${one}</p>`)}
        ${isOver ? nothing : html`<p class="quiet">${this.#text("goes_on")}</p>`}
      </section>
      ${rowsTable(words, this.#shown, this.#rows, this.narrow)}
      <div class="row foot">
        ${
          isOver
            ? html`<button class="main" @click=${this.#done}>${this.#text("done")}</button>
                <button @click=${this.#download}>${this.#text("download_result")}</button>`
            : html`<button @click=${this.#stop}>${this.#text("stop")}</button>`
        }
      </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`import.${key}`, values);
  }

  readonly #stop = (): void => {
    this.dispatchEvent(new CustomEvent("msns-stop"));
  };

  readonly #done = (): void => {
    this.dispatchEvent(new CustomEvent("msns-done"));
  };

  readonly #download = (): void => {
    const rows = [...this.#rows].sort((one, other) => one.line - other.line);
    const content = resultTable(rows, this.#shown);
    download(`${this.#text("result_file")}.csv`, `\uFEFF${content}`, "text/csv");
  };
}

customElements.define("msns-import-run", RunView);
