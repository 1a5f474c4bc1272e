import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { download } from "../download.js";
import { DOMAIN } from "../hass.js";
import { BETWEEN, problems } from "../panel/actions.js";
import { cardStyles } from "../panel/card-styles.js";
import { GatewayChoices } from "../panel/choices.js";
import { Followed } from "../panel/follow.js";
import "../panel/form.js";
import type { FormChange } from "../panel/form.js";
import { Page } from "../panel/page.js";
import "../panel/progress.js";
import type { Column } from "../panel/rows.js";
import { SettledQuestion } from "../panel/settled.js";
import "../panel/table.js";
import { base } from "../styles.js";
import "./columns-view.js";
import { givenRows, matchColumns, type Columns, type Field, type GivenRow } from "./columns.js";
import { commonFields, suggestedCommon } from "./common-fields.js";
import "./export-view.js";
import type { Opened } from "./file-view.js";
import "./file-view.js";
import type { ImportCheckMessage, ImportMessage, ImportRowMessage, RowState } from "./messages.js";
import { counted, countsInWords, rowColumns, shownRows, type ShownRow } from "./judged-rows.js";
import { resultTable } from "./result.js";

/** Milliseconds after a change until the rows are checked again. */
const CHECK_MS = 500;

/** Devices are imported from a table: read, matched, judged row by row, and then added. */
export class ImportPage extends Page {
  static override properties = {
    ...Page.properties,
    _opened: { state: true },
    _columns: { state: true },
    _common: { state: true },
    _rows: { state: true },
    _warnings: { state: true },
    _error: { state: true },
    _starting: { state: true },
    _import: { state: true },
  };
  static override styles = [
    base,
    cardStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
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
    `,
  ];
  declare private _opened: Opened | undefined;
  declare private _columns: Columns | undefined;
  declare private _common: Readonly<Record<string, string>>;
  /** What is known of the rows, by their lines. */
  declare private _rows: ReadonlyMap<number, ShownRow>;
  declare private _warnings: readonly string[];
  declare private _error: string;
  declare private _starting: boolean;
  /** The gateway's import, as it goes. */
  declare private _import: ImportMessage | undefined;
  readonly #choices = new GatewayChoices(this, {
    read: () => undefined,
    failed: (error) => {
      void refusal(this.hass, error).then((reason) => {
        this._error = reason;
      });
    },
  });
  readonly #check = new SettledQuestion(this, {
    ask: async () => {
      const told = (await this.#send("check", { rows: this.#given })) as ImportCheckMessage;
      return { rows: await this.#known(told.rows), warnings: told.warnings };
    },
    take: ({ rows, warnings }) => {
      this._rows = rows;
      this._warnings = warnings;
      this._error = "";
    },
    failed: async (error) => {
      const reason = await refusal(this.hass, error);
      return () => {
        this._rows = new Map();
        this._warnings = [];
        this._error = reason;
      };
    },
  });
  #columns: Column<ShownRow>[] = [];
  #shownRows: ShownRow[] = [];
  #counts: Partial<Record<RowState, number>> = {};
  // What is heard of an import is taken in its order.
  #taken: Promise<unknown> = Promise.resolve();

  constructor() {
    super();
    this._common = {};
    this._rows = new Map();
    this._warnings = [];
    this._error = "";
    this._starting = false;
    new Followed<ImportMessage>(
      this,
      () => ({ type: `${DOMAIN}/import/follow`, config_entry_id: this.gateway.config_entry_id }),
      (message) => {
        this.#taken = this.#taken.then(() => this.#take(message)).catch(() => undefined);
      },
    );
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("words")) this.#columns = rowColumns(this.words);
    if (changed.has("_opened") || changed.has("_columns") || changed.has("_rows")) {
      this.#shownRows = shownRows(this._opened?.table, this._columns?.fields ?? [], this._rows);
      this.#counts = counted(this._rows.values());
    }
  }

  override render(): TemplateResult {
    const { _opened: opened, _columns: columns, _import: running } = this;
    if (running?.total != null) return this.#running(running);
    if (opened === undefined || columns === undefined) {
      return html`<section class="card stack" aria-labelledby="import">
          <h2 id="import">${this.#text("heading")}</h2>
          <p>${this.#text("intro")}</p>
          ${this.#alert}
          <msns-file-view .words=${this.words} @msns-opened=${this.#fileOpened}></msns-file-view>
        </section>
        <section class="card stack" aria-labelledby="export">
          <h2 id="export">${this.#text("export.heading")}</h2>
          <msns-export-view
            .hass=${this.hass}
            .words=${this.words}
            .gateway=${this.gateway}
            .applications=${this.#choices.value?.applications ?? []}
          ></msns-export-view>
        </section>`;
    }
    return this.#preview(opened, columns);
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.text(`import.${key}`, values);
  }

  get #alert(): TemplateResult | typeof nothing {
    return this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`;
  }

  #send(verb: string, more: Record<string, unknown> = {}): Promise<unknown> {
    return this.hass.connection.sendMessagePromise({
      type: `${DOMAIN}/import/${verb}`,
      config_entry_id: this.gateway.config_entry_id,
      ...more,
    });
  }

  // Before.

  readonly #fileOpened = (event: CustomEvent<Opened>): void => {
    this._opened = event.detail;
    this._columns = matchColumns(event.detail.table);
    this._error = "";
    this._common = suggestedCommon(event.detail.table, this._columns, this.#choices.value);
    this.#check.askIn(0);
  };

  #preview(opened: Opened, columns: Columns): TemplateResult {
    const counts = this.#counts;
    const added = counts.new ?? 0;
    const isChecking = this.#check.isOpen || this._starting;
    const canAdd = !isChecking && added > 0 && this.gateway.state === "answers";
    return html`<section class="card stack" aria-labelledby="file">
        <h2 id="file">${opened.name}</h2>
        <p>${this.#text(`origin.${columns.origin}`)} ${this.words.counted("rows", opened.table.rows.length)}.</p>
        <msns-columns-view
          .words=${this.words}
          .table=${opened.table}
          .columns=${columns}
          @msns-columns=${this.#matched}
        ></msns-columns-view>
        <msns-form
          .words=${this.words}
          .sections=${commonFields(this.words, columns, this.#choices.value)}
          .values=${this._common}
          @msns-change=${this.#commonChanged}
        ></msns-form>
      </section>
      <section class="card stack" aria-labelledby="preview">
        <h2 id="preview">${this.#text("preview")}</h2>
        ${this.#alert}
        <p role="status">${isChecking ? this.#text("checking") : countsInWords(this.words, counts)}</p>
        ${this._warnings.map((one) => html`<p class="quiet">${one}</p>`)}
      </section>
      ${this.#table()}
      <div class="row foot">
        <button class="main" ?disabled=${!canAdd} @click=${this.#start}>
          ${this.#text("add", { devices: this.words.devices(added) })}
        </button>
        <button class="plain" @click=${this.#close}>${this.#text("other_file")}</button>
      </div>`;
  }

  readonly #matched = (event: CustomEvent<(Field | null)[]>): void => {
    if (this._columns === undefined) return;
    this._columns = { ...this._columns, fields: event.detail };
    this.#check.askIn(CHECK_MS);
  };

  readonly #commonChanged = (event: CustomEvent<FormChange>): void => {
    const { name, value } = event.detail;
    this._common = { ...this._common, [name]: String(value) };
    this.#check.askIn(CHECK_MS);
  };

  get #given(): GivenRow[] {
    if (this._opened === undefined || this._columns === undefined) return [];
    return givenRows(this._opened.table, this._columns.fields, this._common);
  }

  /** What is known of rows, in the language of the person who looks. */
  async #known(told: readonly ImportRowMessage[]): Promise<Map<number, ShownRow>> {
    const rows = new Map<number, ShownRow>();
    for (const one of told) {
      const wrong = await problems(this.hass, one.problems, (field) => this.#text(`fields.${field}`) || field);
      rows.set(one.line, {
        line: one.line,
        devEui: one.dev_eui ?? "",
        name: "",
        state: one.state,
        told: [...Object.values(wrong.fields), ...one.reasons].join(BETWEEN),
      });
    }
    return rows;
  }

  #table(): TemplateResult {
    return html`<msns-table
      name="import"
      .words=${this.words}
      .label=${this.#text("preview")}
      .counted=${(count: number) => this.words.counted("rows", count)}
      .columns=${this.#columns}
      .rows=${this.#shownRows}
      .keyOf=${(row: ShownRow) => String(row.line)}
      ?narrow=${this.narrow}
    ></msns-table>`;
  }

  // Meanwhile and afterwards.

  #running(running: ImportMessage): TemplateResult {
    const total = running.total ?? 0;
    const counts = this.#counts;
    const label = running.is_finished
      ? countsInWords(this.words, counts)
      : this.#text("running", { done: this.words.number(running.done), devices: this.words.devices(total) });
    return html`<section class="card stack" aria-labelledby="running">
        <h2 id="running">${this.#text(running.is_finished ? "finished" : "heading_running")}</h2>
        ${this.#alert}
        <msns-progress .done=${running.is_finished ? total : running.done} .total=${total} .label=${label}></msns-progress>
        ${running.warnings.map((one) => html`<p class="quiet">${one}</p>`)}
        ${running.is_finished ? nothing : html`<p class="quiet">${this.#text("goes_on")}</p>`}
      </section>
      ${this.#table()}
      <div class="row foot">
        ${
          running.is_finished
            ? html`<button class="main" @click=${this.#done}>${this.#text("done")}</button>
                <button @click=${this.#download}>${this.#text("download_result")}</button>`
            : html`<button @click=${this.#stopImport}>${this.#text("stop")}</button>`
        }
      </div>`;
  }

  readonly #start = async (): Promise<void> => {
    this._starting = true;
    try {
      await this.#send("start", { rows: this.#given });
    } catch (error) {
      this._error = await refusal(this.hass, error);
    } finally {
      this._starting = false;
    }
  };

  readonly #stopImport = (): void => {
    this.ask({
      title: this.#text("stop"),
      text: this.#text("stop_lost"),
      confirm: this.#text("stop"),
      act: () => this.#send("stop"),
    });
  };

  readonly #done = async (): Promise<void> => {
    await this.#send("stop").catch(() => undefined);
    this.#close();
  };

  readonly #close = (): void => {
    this.#check.drop();
    this._opened = this._columns = undefined;
    this._rows = new Map();
    this._warnings = [];
    this._error = "";
  };

  readonly #download = (): void => {
    const rows = this.#shownRows.toSorted((one, other) => one.line - other.line);
    const content = resultTable(rows, this.#columns);
    download(`${this.#text("result_file")}.csv`, `\uFEFF${content}`, "text/csv");
  };

  async #take(message: ImportMessage): Promise<void> {
    if (message.total === null) {
      this._import = undefined;
      return;
    }
    this._import = message;
    const rows = await this.#known(message.rows);
    this._rows = new Map([...this._rows, ...rows]);
  }
}

customElements.define("msns-import-page", ImportPage);
