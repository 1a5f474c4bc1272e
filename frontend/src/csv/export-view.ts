import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { download } from "../download.js";
import { HASS, type Hass } from "../hass.js";
import { run } from "../panel/actions.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";

/** Gives a gateway's devices as a file that this page reads again; keys only where they are asked for. */
export class ExportView extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    applications: { attribute: false },
    _keys: { state: true },
    _busy: { state: true },
    _told: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      select {
        min-height: 40px;
        max-width: 100%;
        padding: 4px 8px;
        border: 1px solid var(--msns-quiet);
        border-radius: 6px;
        background: var(--msns-surface);
        color: inherit;
        font: inherit;
      }
      label {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        min-height: 40px;
      }
      input {
        width: 20px;
        height: 20px;
        margin: 0;
        accent-color: var(--msns-accent);
      }
      button {
        min-height: 44px;
        align-self: start;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  declare applications: readonly { application_id: number; app_name: string }[];
  declare private _keys: boolean;
  declare private _busy: boolean;
  declare private _told: string;

  constructor() {
    super();
    this.applications = [];
    this._keys = this._busy = false;
    this._told = "";
  }

  override render(): TemplateResult {
    const text = (key: string): string => this.words.text(`import.export.${key}`);
    return html`<div class="stack">
      <p>${text("about")}</p>
      <label
        >${text("application")}
        <select>
          <option value="0">${text("all")}</option>
          ${this.applications.map((one) => html`<option value=${one.application_id}>${one.app_name}</option>`)}
        </select></label
      >
      <label
        ><input
          type="checkbox"
          .checked=${this._keys}
          @change=${(event: Event) => {
            this._keys = (event.target as HTMLInputElement).checked;
          }}
        />${text("keys")}</label
      >
      <p class="quiet">${text(this._keys ? "keys_warning" : "no_keys")}</p>
      <button ?disabled=${this._busy} @click=${this.#export}>${text("download")}</button>
      ${this._told === "" ? nothing : html`<p role="alert">${this._told}</p>`}
    </div>`;
  }

  readonly #export = async (): Promise<void> => {
    this._busy = true;
    this._told = "";
    try {
      const response = await run(this.hass, "export_devices", {
        config_entry_id: this.gateway.config_entry_id,
        application_id: Number(this.renderRoot.querySelector("select")?.value ?? 0),
        include_keys: this._keys,
      });
      // With its mark, spreadsheets take it for the UTF-8 that it is.
      download(`${this.gateway.name}.csv`, `\uFEFF${String(response.csv)}`, "text/csv");
      this._told = (response.warnings ?? []).join(" ");
    } catch (error) {
      this._told = await refusal(this.hass, error);
    } finally {
      this._busy = false;
    }
  };
}

customElements.define("msns-export-view", ExportView);
