import { LitElement, html, nothing, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { download } from "../download.js";
import { HASS, type Hass } from "../hass.js";
import { Problems, run } from "../panel/actions.js";
import "../panel/form.js";
import type { FormChange, FormField, FormSection } from "../panel/form.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { toast } from "../panel/toast.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { cardStyles } from "../panel/card-styles.js";
import { fileName } from "./file.js";

const AT_FIRST: Values = { include_keys: false, passphrase: "", again: "" };

type Values = Readonly<Record<string, string | boolean>>;

/** Saves a gateway as a file, with its keys where a person asks for them. Fires `msns-saving`. */
export class SaveView extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    busy: { type: Boolean },
    _values: { state: true },
    _problems: { state: true },
    _error: { state: true },
    _saving: { state: true },
  };
  static override styles = [base, cardStyles];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  /** Whether the page does something else with the gateway. */
  declare busy: boolean;
  declare private _values: Values;
  declare private _problems: Readonly<Record<string, string>>;
  declare private _error: string;
  declare private _saving: boolean;

  constructor() {
    super();
    this._values = AT_FIRST;
    this._problems = {};
    this._error = "";
    this.busy = this._saving = false;
  }

  override render(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="save">
      <h2 id="save">${this.#text("save")}</h2>
      <p>${this.#text("save_text", { gateway: this.gateway.name })}</p>
      <msns-form
        .words=${this.words}
        .sections=${this.#sections()}
        .values=${this._values}
        .problems=${this._problems}
        ?busy=${this._saving}
        @msns-change=${(event: CustomEvent<FormChange>) => {
          this._values = { ...this._values, [event.detail.name]: event.detail.value };
          this._problems = {};
        }}
      ></msns-form>
      <p class="quiet">${this.#text("not_saved")}</p>
      ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
      <div class="row end">
        <button class="main" ?disabled=${this.busy || this._saving} @click=${this.#save}>
          ${this.#text(this._saving ? "saving" : "save_file")}
        </button>
      </div>
    </section>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`backup.${key}`, values);
  }

  #sections(): FormSection[] {
    const secret = (name: string, help?: string): FormField => ({
      name,
      label: this.#text(name),
      kind: "secret",
      required: true,
      ...(help !== undefined && { help }),
    });
    return [
      {
        fields: [
          { name: "include_keys", label: this.#text("include_keys"), kind: "switch", help: this.#text("include_keys_help") },
          ...(this._values.include_keys === true
            ? [secret("passphrase", this.#text("passphrase_help")), secret("again")]
            : []),
        ],
      },
    ];
  }

  readonly #save = async (): Promise<void> => {
    const { include_keys, passphrase, again } = this._values;
    if (include_keys === true && passphrase !== again) {
      this._problems = { again: this.#text("differs") };
      return;
    }
    this.#setSaving(true);
    this._problems = {};
    this._error = "";
    try {
      const response = await run(
        this.hass,
        "export_gateway",
        {
          config_entry_id: this.gateway.config_entry_id,
          ...(include_keys === true && { include_keys, ...(passphrase !== "" && { passphrase }) }),
        },
        { label: (field) => this.#text(`field.${field}`) || field },
      );
      const name = fileName(this.gateway.name, new Date());
      download(name, String(response.file), "application/json");
      this._values = AT_FIRST;
      toast(this, { text: [this.#text("saved", { file: name }), ...(response.warnings ?? [])].join(" ") });
    } catch (error) {
      // The form itself says what is about none of its fields.
      if (error instanceof Problems) this._problems = error.fields;
      else this._error = await refusal(this.hass, error);
    } finally {
      this.#setSaving(false);
    }
  };

  #setSaving(saving: boolean): void {
    this._saving = saving;
    this.dispatchEvent(new CustomEvent<boolean>("msns-saving", { detail: saving }));
  }
}

customElements.define("msns-backup-save", SaveView);
