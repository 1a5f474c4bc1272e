import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { ask, refusal } from "../actions.js";
import { DOMAIN, HASS, type Hass } from "../hass.js";
import { problems, run } from "../panel/actions.js";
import "../panel/file-drop.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { newestFirst, official, own, type Choice, type OfficialFirmware } from "./choice.js";
import type { UploadMessage, UploadedMessage, UploadsMessage } from "./messages.js";

/** What stands in place of bands where a firmware is for all of them: nothing to choose by. */
const ALL_BANDS = "ALL";

/** Home Assistant's own way to send a request with the rights of the person who looks. */
interface Fetching {
  fetchWithAuth(path: string, init: RequestInit): Promise<Response>;
}

/**
 * Which firmware: one of Milesight's, by model, with its notes; or a file, which Home Assistant
 * keeps. Fires `msns-chosen` with a `Choice`.
 */
export class ChoiceStep extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    chosen: { attribute: false },
    _source: { state: true },
    _models: { state: true },
    _model: { state: true },
    _firmware: { state: true },
    _uploads: { state: true },
    _error: { state: true },
    _busy: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .sources {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .sources button[aria-pressed="true"] {
        border-color: var(--msns-accent);
        border-width: 2px;
      }
      select {
        min-height: 40px;
        max-width: 100%;
        padding: 8px 12px;
        border: 1px solid var(--msns-quiet);
        border-radius: 6px;
        background: var(--msns-surface);
        color: inherit;
        font: inherit;
      }
      .choice {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 4px 12px;
        padding: 12px;
        border: 1px solid var(--msns-line);
        border-radius: 8px;
      }
      .choice > :not(input) {
        grid-column: 2;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .choice input {
        width: 20px;
        height: 20px;
        margin: 2px 0 0;
        accent-color: var(--msns-accent);
      }
      .choice label {
        font-weight: var(--ha-font-weight-medium, 500);
      }
      .notes {
        white-space: pre-line;
      }
      summary {
        min-height: 32px;
        cursor: pointer;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  declare chosen: Choice | undefined;
  declare private _source: "official" | "own";
  declare private _models: readonly string[] | undefined;
  declare private _model: string;
  declare private _firmware: readonly OfficialFirmware[] | undefined;
  declare private _uploads: readonly UploadMessage[] | undefined;
  declare private _error: string;
  declare private _busy: boolean;

  constructor() {
    super();
    this._source = "official";
    this._model = this._error = "";
    this._busy = false;
  }

  override firstUpdated(): void {
    const { firmware_file, model } = this.chosen?.given ?? {};
    if (firmware_file !== undefined) this._source = "own";
    // Who comes back sees what was chosen.
    if (model !== undefined) {
      this._model = model;
      void this.#readFirmware(model);
    }
    void this.#readModels();
    void this.#readUploads();
  }

  override updated(changed: PropertyValues): void {
    const before = changed.get("gateway") as PanelGatewayMessage | undefined;
    const isBack = before !== undefined && before.state !== this.gateway.state;
    if (isBack && this.gateway.state === "answers" && this._models === undefined) void this.#readModels();
  }

  override render(): TemplateResult {
    return html`<div class="stack">
      <div class="sources" role="group" aria-label=${this.#text("source")}>
        ${(["official", "own"] as const).map(
          (source) =>
            html`<button
              aria-pressed=${this._source === source ? "true" : "false"}
              @click=${() => {
                this._source = source;
                this._error = "";
              }}
            >
              ${this.#text(source)}
            </button>`,
        )}
      </div>
      ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
      ${this._source === "official" ? this.#official() : this.#own()}
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`firmware.${key}`, values);
  }

  // Milesight's.

  #official(): TemplateResult {
    const models = this._models;
    if (models === undefined) {
      return html`<p class="quiet">${this._error === "" ? this.#text("reading_models") : this.#text("no_models")}</p>
        ${
          this._error === ""
            ? nothing
            : html`<div class="row"><button @click=${() => void this.#readModels()}>${this.#text("again")}</button></div>`
        }`;
    }
    const here = this.#ownModels;
    const [mine, others] = [models.filter((one) => here.has(one)), models.filter((one) => !here.has(one))];
    const options = (some: readonly string[]): TemplateResult[] =>
      some.map((one) => html`<option value=${one} ?selected=${one === this._model}>${one}</option>`);
    return html`<div class="stack">
      <label for="model">${this.#text("model")}</label>
      <div class="row">
        <select id="model" @change=${this.#modelPicked}>
          <option value="" ?selected=${this._model === ""}>${this.#text("choose_model")}</option>
          ${mine.length === 0 ? nothing : html`<optgroup label=${this.#text("models_here")}>${options(mine)}</optgroup>`}
          ${others.length === 0 ? nothing : html`<optgroup label=${this.#text("models_other")}>${options(others)}</optgroup>`}
        </select>
      </div>
      ${this._model === "" ? nothing : this.#offered()}
    </div>`;
  }

  /** The models that this gateway's devices are of, as far as Home Assistant knows. */
  get #ownModels(): ReadonlySet<string> {
    const begins = `${this.gateway.eui}_`;
    return new Set(
      Object.values(this.hass.devices)
        .filter((one) => one.identifiers.some(([domain, id]) => domain === DOMAIN && id.startsWith(begins)))
        .flatMap(({ model }) => (model ? [model] : [])),
    );
  }

  #offered(): TemplateResult {
    const firmware = this._firmware;
    if (firmware === undefined) {
      return html`<p class="quiet">${this._error === "" ? this.#text("reading_firmware") : ""}</p>`;
    }
    if (firmware.length === 0) return html`<p>${this.#text("nothing_offered", { model: this._model })}</p>`;
    return html`<div class="stack" role="radiogroup" aria-label=${this.#text("official")}>
      ${firmware.map((one, number) => this.#choice(`official-${number}`, official(one), this.#about(one), this.#notes(one)))}
    </div>`;
  }

  #about(one: OfficialFirmware): string {
    return [
      one.size ? this.#text("size", { size: this.words.number(Math.ceil(one.size / 1024)) }) : "",
      one.frequency_bands.filter((band) => band !== ALL_BANDS).join(", "),
      one.support_min_hardware_version ? this.#text("hardware", { version: one.support_min_hardware_version }) : "",
      one.support_min_firmware_version ? this.#text("from", { version: one.support_min_firmware_version }) : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }

  #notes(one: OfficialFirmware): TemplateResult | typeof nothing {
    const isChinese = this.words.language.startsWith("zh");
    const notes = (isChinese && one.firmware_notes_cn) || one.firmware_notes_en;
    if (!notes) return nothing;
    return html`<details>
      <summary>${this.#text("notes")}</summary>
      <p class="notes">${notes}</p>
    </details>`;
  }

  #choice(id: string, choice: Choice, about: string, more: unknown = nothing): TemplateResult {
    const isChosen = JSON.stringify(this.chosen?.given) === JSON.stringify(choice.given);
    const version = choice.version === "" || choice.label.includes(choice.version) ? "" : ` (${choice.version})`;
    return html`<div class="choice">
      <input
        type="radio"
        name="firmware"
        id=${id}
        .checked=${isChosen}
        @change=${() => {
          this.#choose(choice);
        }}
      />
      <label for=${id}>${choice.label}${version}</label>
      ${about === "" ? nothing : html`<p class="quiet">${about}</p>`} ${more}
    </div>`;
  }

  #choose(choice: Choice): void {
    this.dispatchEvent(new CustomEvent<Choice>("msns-chosen", { detail: choice }));
  }

  readonly #modelPicked = (event: Event): void => {
    this._model = (event.target as HTMLSelectElement).value;
    this._firmware = undefined;
    if (this._model !== "") void this.#readFirmware(this._model);
  };

  async #readModels(): Promise<void> {
    this._error = "";
    try {
      const { models } = await run(this.hass, "list_official_models", this.#entry);
      this._models = (models as string[]).toSorted(new Intl.Collator("en", { numeric: true }).compare);
      const mine = this._models.filter((one) => this.#ownModels.has(one));
      if (mine.length === 1 && mine[0] !== undefined && this._model === "") {
        [this._model] = mine;
        await this.#readFirmware(this._model);
      }
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #readFirmware(model: string): Promise<void> {
    this._error = "";
    try {
      const { firmware } = await run(this.hass, "list_official_firmware", { ...this.#entry, model });
      if (model === this._model) this._firmware = newestFirst(firmware as OfficialFirmware[]);
    } catch (error) {
      await this.#failed(error);
    }
  }

  get #entry(): { config_entry_id: string } {
    return { config_entry_id: this.gateway.config_entry_id };
  }

  async #failed(error: unknown): Promise<void> {
    this._error = await refusal(this.hass, error);
  }

  // One's own.

  #own(): TemplateResult {
    const uploads = this._uploads ?? [];
    return html`<msns-file-drop
        .label=${this.#text("choose_file")}
        accept=".bin,application/octet-stream"
        ?busy=${this._busy}
        @msns-file=${(event: CustomEvent<File>) => {
          void this.#upload(event.detail);
        }}
      >
        <p>${this.#text(this._busy ? "uploading" : "drop")}</p>
      </msns-file-drop>
      ${
        uploads.length === 0
          ? nothing
          : html`<div class="stack" role="radiogroup" aria-label=${this.#text("own")}>
              ${uploads.map((one, number) => this.#choice(`own-${number}`, own(one.name), this.#sums(one)))}
            </div>`
      }`;
  }

  #sums(one: UploadMessage): string {
    return [
      this.#text("size", { size: this.words.number(Math.ceil(one.size / 1024)) }),
      `MD5 ${one.md5}`,
      `CRC-32 ${one.crc32}`,
    ].join(" · ");
  }

  async #upload(file: File, replace = false): Promise<void> {
    if (this._busy) return;
    this._busy = true;
    this._error = "";
    try {
      const fileId = await sent(this.hass, file);
      const told = (await this.hass.connection.sendMessagePromise({
        type: `${DOMAIN}/firmware/upload`,
        file_id: fileId,
        replace,
      })) as UploadedMessage;
      if (told.problems.length > 0) {
        throw await problems(this.hass, told.problems, () => file.name);
      }
      if (told.uploaded !== null) {
        await this.#readUploads();
        this.#choose(own(told.uploaded.name));
      } else if (told.present !== null) {
        ask(this, {
          title: this.#text("replace", { file: told.present.name }),
          text: this.#text("replace_text"),
          names: [this.#sums(told.present)],
          confirm: this.#text("replace_confirm"),
          act: () => this.#upload(file, true),
        });
      }
    } catch (error) {
      await this.#failed(error);
    } finally {
      this._busy = false;
    }
  }

  async #readUploads(): Promise<void> {
    try {
      const told = await this.hass.connection.sendMessagePromise({ type: `${DOMAIN}/firmware/uploads` });
      this._uploads = (told as UploadsMessage).uploads;
    } catch (error) {
      await this.#failed(error);
    }
  }
}

/** Sends a file to Home Assistant, and returns by what it is known there. */
async function sent(hass: Hass, file: File): Promise<string> {
  const body = new FormData();
  body.append("file", file);
  const response = await (hass as unknown as Fetching).fetchWithAuth("/api/file_upload", { method: "POST", body });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const { file_id } = (await response.json()) as { file_id: string };
  return file_id;
}

customElements.define("msns-firmware-choice", ChoiceStep);
