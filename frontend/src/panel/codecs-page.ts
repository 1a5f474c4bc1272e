import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { base } from "../styles.js";
import { readCodecs, run } from "./actions.js";
import "./dialog.js";
import { ListPage } from "./list-page.js";
import type { DeviceRow, PayloadCodecRow } from "./list-rows.js";
import { ListStore } from "./list-store.js";
import { pageStyles } from "./page-styles.js";
import type { Column } from "./rows.js";

interface Scripts {
  description: string;
  decoder_script: string;
  encoder_script: string;
}

/** The payload codecs of a gateway, and their scripts. The API can't write them. */
export class CodecsPage extends ListPage<PayloadCodecRow> {
  static override properties = {
    _reading: { state: true },
    _scripts: { state: true },
    _error: { state: true },
  };
  static override styles = [
    base,
    pageStyles,
    css`
      pre {
        margin: 0;
        padding: 12px;
        max-height: 50vh;
        border-radius: 6px;
        background: var(--msns-sunken);
        overflow: auto;
        font-size: 12px;
        direction: ltr;
        text-align: left;
      }
      .stack {
        gap: 12px;
      }
    `,
  ];
  declare private _reading: boolean;
  declare private _scripts: { id: number; scripts: Scripts | undefined } | undefined;
  declare private _error: string;
  protected readonly path = "codecs";
  protected override readonly isSelectable = false;
  protected readonly list = new ListStore<PayloadCodecRow>(this, "payload_codecs", (row) =>
    String(row.payload_codec_id),
  );
  readonly #devices = new ListStore<DeviceRow>(this, "devices", (row) => row.dev_eui);
  #used: ReadonlyMap<number, number> = new Map();
  #usedOf: unknown;

  constructor() {
    super();
    this._reading = false;
    this._error = "";
  }

  override firstUpdated(): void {
    void this.#read();
  }

  protected override columnsChange(changed: PropertyValues): boolean {
    if (this.#usedOf === this.#devices.rows) return super.columnsChange(changed);
    this.#usedOf = this.#devices.rows;
    const used = new Map<number, number>();
    for (const { payload_codec_id } of this.#devices.rows) {
      if (payload_codec_id !== null) used.set(payload_codec_id, (used.get(payload_codec_id) ?? 0) + 1);
    }
    this.#used = used;
    return true;
  }

  protected keyOf(row: PayloadCodecRow): string {
    return String(row.payload_codec_id);
  }

  protected counted(count: number): string {
    return this.words.counted("codecs", count);
  }

  protected first(): TemplateResult {
    return html`<div class="first">
      <h2>${this.words.text(this._reading ? "codecs.reading" : "codecs.first")}</h2>
      <p>${this.words.text("codecs.first_text")}</p>
      ${this.#error()}
    </div>`;
  }

  protected actions(): unknown {
    return html`<button ?disabled=${this._reading} @click=${this.#read}>
        ${this.words.text(this._reading ? "codecs.reading" : "codecs.read")}
      </button>
      ${this.#error()}`;
  }

  protected dialog(row: PayloadCodecRow | undefined): unknown {
    if (row === undefined) return nothing;
    if (this._scripts?.id !== row.payload_codec_id) void this.#readScripts(row);
    const scripts = this._scripts?.id === row.payload_codec_id ? this._scripts.scripts : undefined;
    const { words } = this;
    return html`<msns-dialog wide .heading=${row.name} .closeLabel=${words.text("panel.close")} @msns-close=${this.#close}>
      <div class="stack">
        ${this.#error()}
        ${
          scripts === undefined
            ? html`<p role="status">${this._error === "" ? words.text("codecs.reading_script") : ""}</p>`
            : html`${scripts.description === "" ? nothing : html`<p>${scripts.description}</p>`}
              ${this.#script("decoder", scripts.decoder_script)} ${this.#script("encoder", scripts.encoder_script)}`
        }
      </div>
      <button slot="buttons" class="main" @click=${this.#close}>${words.text("panel.close")}</button>
    </msns-dialog>`;
  }

  #script(which: "decoder" | "encoder", script: string): TemplateResult {
    const { words } = this;
    const heading = words.text(`codecs.${which}`);
    return html`<h3>${heading}</h3>
      ${
        script === ""
          ? html`<p class="quiet">${words.text("codecs.no_script")}</p>`
          : html`<pre tabindex="0" role="region" aria-label=${heading}>${script}</pre>`
      }`;
  }

  #error(): TemplateResult | typeof nothing {
    return this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`;
  }

  protected columns(): Column<PayloadCodecRow>[] {
    const { words } = this;
    const label = (key: string): string => words.text(`codecs.column.${key}`);
    return [
      { key: "name", label: label("name"), value: (row) => row.name, width: "minmax(10em, 2fr)" },
      { key: "type", label: label("type"), value: (row) => words.text(`codecs.${row.type}`), filter: true, narrow: true },
      { key: "prefix", label: label("prefix"), value: (row) => row.dev_eui_prefix },
      {
        key: "used",
        label: label("used"),
        value: (row) => this.#used.get(row.payload_codec_id) ?? 0,
        cell: (row) => {
          const count = this.#used.get(row.payload_codec_id) ?? 0;
          return count === 0 ? "–" : words.devices(count);
        },
        unsearched: true,
        narrow: true,
      },
    ];
  }

  readonly #close = (): void => {
    this._scripts = undefined;
    this._error = "";
    this.back();
  };

  readonly #read = async (): Promise<void> => {
    this._reading = true;
    this._error = "";
    try {
      await readCodecs(this.hass, this.gateway.config_entry_id);
    } catch (error) {
      this._error = await refusal(this.hass, error);
    } finally {
      this._reading = false;
    }
  };

  async #readScripts(row: PayloadCodecRow): Promise<void> {
    const id = row.payload_codec_id;
    this._scripts = { id, scripts: undefined };
    this._error = "";
    try {
      const response = await run(this.hass, "list_payload_codecs", {
        config_entry_id: this.gateway.config_entry_id,
        type: row.type,
        search: row.name,
        include_scripts: true,
      });
      const found = (response["payload_codecs"] as (Scripts & { payload_codec_id: number })[]).find(
        (one) => one.payload_codec_id === id,
      );
      if (found === undefined) this._error = this.words.text("codecs.gone");
      else this._scripts = { id, scripts: found };
    } catch (error) {
      this._error = await refusal(this.hass, error);
    }
  }
}

customElements.define("msns-codecs-page", CodecsPage);
