import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { DOMAIN, HASS, type Hass } from "../hass.js";
import { run } from "../panel/actions.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { choiceStyles, choiceView } from "./choice-view.js";
import { newestFirst, official, type Choice, type OfficialFirmware } from "./choice.js";

/** What stands in place of bands where a firmware is for all of them: nothing to choose by. */
const ALL_BANDS = "ALL";

/** One of Milesight's own releases, by model, with its notes. Fires `msns-chosen` with a `Choice`. */
export class OfficialView extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    chosen: { attribute: false },
    _models: { state: true },
    _model: { state: true },
    _firmware: { state: true },
    _error: { state: true },
  };
  static override styles = [
    base,
    choiceStyles,
    css`
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
  declare private _models: readonly string[] | undefined;
  declare private _model: string;
  declare private _firmware: readonly OfficialFirmware[] | undefined;
  declare private _error: string;

  constructor() {
    super();
    this._model = this._error = "";
  }

  override firstUpdated(): void {
    const { model } = this.chosen?.given ?? {};
    // Who comes back sees what was chosen.
    if (model !== undefined) {
      this._model = model;
      void this.#readFirmware(model);
    }
    void this.#readModels();
  }

  override updated(changed: PropertyValues): void {
    const before = changed.get("gateway") as PanelGatewayMessage | undefined;
    const isOther = before !== undefined && before.state !== this.gateway.state;
    if (!isOther || this.gateway.state !== "answers") return;
    if (this._models === undefined) void this.#readModels();
    if (this._model !== "" && this._firmware === undefined) void this.#readFirmware(this._model);
  }

  override render(): TemplateResult {
    return html`<div class="stack">
      ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`} ${this.#models()}
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`firmware.${key}`, values);
  }

  #models(): TemplateResult {
    const models = this._models;
    if (models === undefined) {
      return html`<p class="quiet">${this._error === "" ? this.#text("reading_models") : this.#text("no_models")}</p>
        ${this._error === "" ? nothing : this.#again(() => this.#readModels())}`;
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

  #again(read: () => Promise<void>): TemplateResult {
    return html`<div class="row"><button @click=${() => void read()}>${this.#text("again")}</button></div>`;
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
      return this._error === ""
        ? html`<p class="quiet">${this.#text("reading_firmware")}</p>`
        : this.#again(() => this.#readFirmware(this._model));
    }
    if (firmware.length === 0) return html`<p>${this.#text("nothing_offered", { model: this._model })}</p>`;
    return html`<div class="stack" role="radiogroup" aria-label=${this.#text("official")}>
      ${firmware.map((one, number) =>
        choiceView(this, official(one), {
          id: `official-${number}`,
          about: this.#about(one),
          more: this.#notes(one),
        }),
      )}
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
      this._error = await refusal(this.hass, error);
    }
  }

  async #readFirmware(model: string): Promise<void> {
    this._error = "";
    try {
      const { firmware } = await run(this.hass, "list_official_firmware", { ...this.#entry, model });
      if (model === this._model) this._firmware = newestFirst(firmware as OfficialFirmware[]);
    } catch (error) {
      const reason = await refusal(this.hass, error);
      if (model === this._model) this._error = reason;
    }
  }

  get #entry(): { config_entry_id: string } {
    return { config_entry_id: this.gateway.config_entry_id };
  }
}

customElements.define("msns-firmware-official", OfficialView);
