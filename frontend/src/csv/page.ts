import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { DOMAIN } from "../hass.js";
import { cardStyles } from "../panel/card-styles.js";
import { GatewayChoices } from "../panel/choices.js";
import "../panel/form.js";
import type { FormChange } from "../panel/form.js";
import { Page } from "../panel/page.js";
import type { Column } from "../panel/rows.js";
import { SettledQuestion } from "../panel/settled.js";
import { base } from "../styles.js";
import "./columns-view.js";
import { givenRows, matchColumns, type Columns, type Field, type GivenRow } from "./columns.js";
import { commonFields, suggestedCommon } from "./common-fields.js";
import "./export-view.js";
import type { Opened } from "./file-view.js";
import "./file-view.js";
import { FollowedImport } from "./followed-import.js";
import { counted, countsInWords, rowColumns, shownRows, type ShownRow } from "./judged-rows.js";
import { knownRows } from "./known-rows.js";
import type { ImportCheckMessage, ImportMessage, RowState } from "./messages.js";
import { rowsTable, rowsTableStyles } from "./rows-table.js";
import "./run-view.js";

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
  };
  static override styles = [
    base,
    cardStyles,
    rowsTableStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
    `,
  ];
  declare private _opened: Opened | undefined;
  declare private _columns: Columns | undefined;
  declare private _common: Readonly<Record<string, string>>;
  /** What would become of the rows of the file, by their lines. */
  declare private _rows: ReadonlyMap<number, ShownRow>;
  declare private _warnings: readonly string[];
  declare private _error: string;
  declare private _starting: boolean;
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
      return { rows: await knownRows(this.hass, this.words, told.rows), warnings: told.warnings };
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
  /** Whether the import is of the file that was opened here: another page may have begun it. */
  #isOwn = false;
  readonly #import = new FollowedImport(this, () => {
    if (this.#isOwn) this.#close();
    // What was imported elsewhere meanwhile exists now.
    else if (this._opened !== undefined) this.#check.askIn(0);
    this.#isOwn = false;
  });

  constructor() {
    super();
    this._common = {};
    this._rows = new Map();
    this._warnings = [];
    this._error = "";
    this._starting = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("words")) this.#columns = rowColumns(this.words);
    if (changed.has("_opened") || changed.has("_columns") || changed.has("_rows")) {
      this.#shownRows = shownRows(this._opened?.table, this._columns?.fields ?? [], this._rows);
      this.#counts = counted(this._rows.values());
    }
  }

  override render(): TemplateResult {
    const { _opened: opened, _columns: columns } = this;
    const run = this.#import.now;
    if (run !== undefined) return this.#running(run);
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
      ${rowsTable(this.words, this.#columns, this.#shownRows, this.narrow)}
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

  // Meanwhile and afterwards.

  #running(run: ImportMessage): TemplateResult {
    return html`${this.#alert}
      <msns-import-run
        .words=${this.words}
        .run=${run}
        .known=${this.#import.rows}
        .table=${this.#isOwn ? this._opened?.table : undefined}
        .columns=${this._columns}
        ?narrow=${this.narrow}
        @msns-stop=${this.#stopImport}
        @msns-done=${this.#done}
      ></msns-import-run>`;
  }

  readonly #start = async (): Promise<void> => {
    this._starting = true;
    this._error = "";
    // Before the answer: what is told of the import may come sooner.
    this.#isOwn = true;
    try {
      await this.#send("start", { rows: this.#given });
    } catch (error) {
      this.#isOwn = false;
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
    this._error = "";
    try {
      await this.#send("stop");
    } catch (error) {
      this._error = await refusal(this.hass, error);
    }
  };

  readonly #close = (): void => {
    this.#check.drop();
    this._opened = this._columns = undefined;
    this._rows = new Map();
    this._warnings = [];
    this._error = "";
  };
}

customElements.define("msns-import-page", ImportPage);
