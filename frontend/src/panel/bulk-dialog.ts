import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { HASS, type Hass } from "../hass.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { changeMany, type BulkChange, type BulkOutcome, type BulkRun } from "./bulk.js";
import { codecOptions } from "./device-dialog.js";
import "./dialog.js";
import "./form.js";
import type { FormChange, FormSection } from "./form.js";
import type { Values } from "./form-state.js";
import type { ApplicationRow, DeviceRow, PayloadCodecRow, ProfileRow } from "./list-rows.js";
import type { PanelGatewayMessage } from "./messages.js";
import "./progress.js";
import { toast } from "./toast.js";

const FIELDS = ["profile_id", "payload_codec_id", "application_id"] as const;
type BulkField = (typeof FIELDS)[number];
const NAMES: Record<BulkField, "profile_name" | "payload_name" | "app_name"> = {
  profile_id: "profile_name",
  payload_codec_id: "payload_name",
  application_id: "app_name",
};

/**
 * Profile, codec or application of many devices: what is wanted, then a preview of each change with
 * what stands against it, then how far it is. Fires `msns-close`.
 */
export class BulkDialog extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    devices: { attribute: false },
    applications: { attribute: false },
    profiles: { attribute: false },
    codecs: { attribute: false },
    _values: { state: true },
    _refused: { state: true },
    _done: { state: true },
    _outcome: { state: true },
    _error: { state: true },
  };
  static override styles = [
    base,
    css`
      .preview {
        width: 100%;
        border-collapse: collapse;
      }
      .preview :is(td, th) {
        padding: 6px 8px;
        border-bottom: 1px solid var(--msns-line);
        text-align: -webkit-match-parent;
        text-align: match-parent;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      .scroll {
        max-height: 45vh;
        overflow: auto;
        margin-block: 8px;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  /** Those that are to be changed, as they are now. */
  declare devices: readonly DeviceRow[];
  declare applications: readonly ApplicationRow[];
  declare profiles: readonly ProfileRow[];
  declare codecs: readonly PayloadCodecRow[];
  declare private _values: Values;
  /** What stands against each change, once it was looked for. */
  declare private _refused: ReadonlyMap<string, string> | undefined;
  declare private _done: number | undefined;
  declare private _outcome: BulkOutcome | undefined;
  declare private _error: string;
  #run: BulkRun | undefined;
  /** How many were to be changed when it began. */
  #total = 0;

  constructor() {
    super();
    this._values = {};
    this._error = "";
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<msns-dialog
      wide
      .heading=${words.text("devices.bulk.heading", { devices: words.devices(this.devices.length) })}
      .closeLabel=${words.text("panel.close")}
      @msns-close=${this.#close}
    >
      ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`} ${this.#step()}
    </msns-dialog>`;
  }

  #step(): TemplateResult {
    const { words } = this;
    if (this._outcome !== undefined) return this.#ended(this._outcome);
    if (this._done !== undefined) {
      const total = this.#total;
      return html`<msns-progress
          .done=${this._done}
          .total=${total}
          .label=${words.text("devices.bulk.progress", {
            done: words.number(this._done),
            devices: words.devices(total),
          })}
        ></msns-progress>
        <button slot="buttons" @click=${() => this.#run?.end()}>${words.text("devices.bulk.stop")}</button>`;
    }
    const count = this.#changes.length - (this._refused?.size ?? 0);
    return html`<p>${words.text("devices.bulk.text")}</p>
      <msns-form .words=${words} .sections=${this.#sections} .values=${this._values} @msns-change=${this.#changed}></msns-form>
      ${this.#preview()}
      <button slot="buttons" @click=${this.#close}>${words.text("panel.cancel")}</button>
      ${
        this._refused === undefined
          ? html`<button slot="buttons" class="main" ?disabled=${this.#changes.length === 0} @click=${this.#check}>
              ${words.text("devices.bulk.preview")}
            </button>`
          : html`<button slot="buttons" class="main" ?disabled=${count === 0} @click=${this.#go}>
              ${words.text("devices.bulk.change", { devices: words.devices(count) })}
            </button>`
      }`;
  }

  get #sections(): FormSection[] {
    const { words } = this;
    const placeholder = words.text("devices.bulk.unchanged");
    const options = {
      profile_id: this.profiles.map((one) => ({ value: one.profile_id, label: one.name })),
      payload_codec_id: codecOptions(this.codecs, undefined, words.text("devices.no_codec")),
      application_id: this.applications.map((one) => ({
        value: String(one.application_id),
        label: one.app_name,
      })),
    };
    return [
      {
        fields: FIELDS.map((name) => ({
          name,
          kind: "select",
          label: words.text(`devices.column.${name.replace("payload_codec", "codec").replace("_id", "")}`),
          placeholder,
          options: options[name],
        })),
      },
    ];
  }

  /** What changes of each device; those of which nothing does are left out. */
  get #changes(): BulkChange[] {
    return this.devices.flatMap((device) => {
      const wanted = FIELDS.filter((name) => {
        const value = this._values[name];
        return value !== undefined && value !== "" && value !== String(device[name] ?? 0);
      });
      if (wanted.length === 0) return [];
      return [
        {
          dev_eui: device.dev_eui,
          given: Object.fromEntries(wanted.map((name) => [name, this._values[name]])),
          expected: Object.fromEntries(wanted.map((name) => [name, device[name]])),
        },
      ];
    });
  }

  #preview(): TemplateResult | typeof nothing {
    const refused = this._refused;
    const { words } = this;
    if (refused === undefined) return nothing;
    const changes = this.#changes;
    const unchanged = this.devices.length - changes.length;
    const devices = new Map(this.devices.map((one) => [one.dev_eui, one]));
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.text("devices.bulk.preview")}>
        <table class="preview">
          <thead>
            <tr>
              <th>${words.text("devices.column.name")}</th>
              <th>${words.text("devices.bulk.what")}</th>
            </tr>
          </thead>
          <tbody>
            ${changes.map((change) => {
              const device = devices.get(change.dev_eui);
              const reason = refused.get(change.dev_eui);
              return html`<tr>
                <td>${device?.name || change.dev_eui}</td>
                <td>
                  ${Object.keys(change.given).map(
                    (name) =>
                      html`<div>
                        ${device?.[NAMES[name as BulkField]] || "–"} → ${this.#label(name as BulkField)}
                      </div>`,
                  )}
                  ${reason === undefined ? nothing : html`<div role="alert">${reason}</div>`}
                </td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${unchanged > 0 ? html`<p class="quiet">${words.text("devices.bulk.already", { devices: words.devices(unchanged) })}</p>` : nothing}`;
  }

  #label(name: BulkField): string {
    const field = this.#sections[0]?.fields.find((one) => one.name === name);
    const value = this._values[name];
    return field?.options?.find((one) => one.value === value)?.label ?? String(value);
  }

  #ended(outcome: BulkOutcome): TemplateResult {
    const { words } = this;
    const left = this.#total - outcome.done.size - outcome.refused.size;
    const fields = new Map(this.#sections.flatMap((section) => section.fields.map((one) => [one.name, one.label])));
    const kept = new Map(
      [...outcome.differences].map(([eui, names]) => [eui, names.map((one) => fields.get(one) ?? one).join(", ")]),
    );
    return html`<p role="status">${words.text("devices.bulk.done", { devices: words.devices(outcome.done.size) })}</p>
      ${left > 0 ? html`<p>${words.text("devices.bulk.left", { devices: words.devices(left) })}</p>` : nothing}
      ${this.#reasons(words.text("devices.bulk.refused"), outcome.refused)}
      ${this.#reasons(words.text("devices.bulk.kept_otherwise"), kept)}
      <button slot="buttons" class="main" @click=${this.#close}>${words.text("panel.close")}</button>`;
  }

  /** What there is to say of some of the devices, under what it is. */
  #reasons(heading: string, reasons: ReadonlyMap<string, string>): TemplateResult | typeof nothing {
    if (reasons.size === 0) return nothing;
    const names = new Map(this.devices.map((one) => [one.dev_eui, one.name || one.dev_eui]));
    return html`<p>${heading}</p>
      <ul class="scroll" tabindex="0" aria-label=${heading}>
        ${[...reasons].map(([eui, reason]) => html`<li>${names.get(eui)}: ${reason}</li>`)}
      </ul>`;
  }

  readonly #changed = (event: CustomEvent<FormChange>): void => {
    this._values = { ...this._values, [event.detail.name]: event.detail.value };
    this._refused = undefined;
  };

  readonly #check = async (): Promise<void> => {
    this._error = "";
    try {
      const changes = this.#changes;
      const entry = this.gateway.config_entry_id;
      const { refused } = await changeMany(this.hass, entry, { changes }, { dryRun: true }).outcome;
      this._refused = refused;
    } catch (error) {
      this._error = await refusal(this.hass, error);
    }
  };

  readonly #go = async (): Promise<void> => {
    const entry = this.gateway.config_entry_id;
    const changes = this.#changes.filter((one) => this._refused?.has(one.dev_eui) !== true);
    this._done = 0;
    this.#total = changes.length;
    this.#run = changeMany(
      this.hass,
      entry,
      { changes },
      {
        progress: (done) => {
          this._done = done;
        },
      },
    );
    try {
      const outcome = await this.#run.outcome;
      const done = changes.filter((one) => outcome.done.has(one.dev_eui));
      const back = done.map((one) => ({
        dev_eui: one.dev_eui,
        given: one.expected ?? {},
        expected: one.given,
      }));
      if (back.length > 0) {
        toast(this, {
          text: this.words.text("devices.bulk.done", { devices: this.words.devices(outcome.done.size) }),
          undo: async () => {
            const undone = await changeMany(this.hass, entry, { changes: back }).outcome;
            const [reason] = undone.refused.values();
            if (reason !== undefined) throw new Error(reason);
          },
        });
      }
      if (outcome.done.size === changes.length && outcome.differences.size === 0) this.#leave();
      else this._outcome = outcome;
    } catch (error) {
      this._error = await refusal(this.hass, error);
      this._done = undefined;
    }
  };

  readonly #close = (event: Event): void => {
    event.stopPropagation();
    // What is under way goes on to its end, or is stopped by its own button.
    if (this._done === undefined || this._outcome !== undefined) this.#leave();
  };

  #leave(): void {
    this.dispatchEvent(new CustomEvent("msns-close"));
  }
}

customElements.define("msns-bulk-dialog", BulkDialog);
