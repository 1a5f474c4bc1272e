import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import "../panel/form.js";
import type { FormChange, FormSection } from "../panel/form.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import "./estimate-view.js";
import type { EstimateMessage, FirmwareDeviceMessage } from "./messages.js";
import { SETTINGS, type TaskValues } from "./task.js";

/** When a task starts and how it sends, and what that takes. Fires `msns-change` as forms do. */
export class TimeStep extends LitElement {
  static override properties = {
    words: { attribute: false },
    devices: { attribute: false },
    values: { attribute: false },
    problems: { attribute: false },
    used: { attribute: false },
    estimate: { attribute: false },
    estimating: { type: Boolean },
  };
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      .when {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      input {
        min-height: 40px;
        width: min(100%, 20rem);
        padding: 8px 12px;
        border: 1px solid var(--msns-quiet);
        border-radius: 6px;
        background: var(--msns-surface);
        color: inherit;
        color-scheme: light dark;
        font: inherit;
      }
    `,
  ];
  declare words: Words;
  /** Those that were chosen. */
  declare devices: readonly FirmwareDeviceMessage[];
  declare values: TaskValues;
  /** What is wrong, in sentences, by the name of the field. */
  declare problems: Readonly<Record<string, string>>;
  /** What a field will be where nobody says otherwise. */
  declare used: EstimateMessage["values"];
  declare estimate: EstimateMessage | undefined;
  declare estimating: boolean;

  override render(): TemplateResult {
    const { started_at, ...problems } = this.problems;
    const of = (isFirst: boolean): Record<string, string> =>
      Object.fromEntries(Object.entries(problems).filter(([name]) => (name === "name" || name === "canary") === isFirst));
    return html`<msns-form
        .words=${this.words}
        .sections=${this.#first()}
        .values=${this.values}
        .problems=${of(true)}
        @msns-change=${this.#changed}
      ></msns-form>
      ${this.values.when === "later" ? this.#moment(started_at) : nothing}
      <msns-firmware-estimate
        .words=${this.words}
        .told=${this.estimate}
        ?estimating=${this.estimating}
        ?wrong=${Object.keys(this.problems).length > 0}
      ></msns-firmware-estimate>
      <msns-form
        .words=${this.words}
        .sections=${this.#how()}
        .values=${this.values}
        .problems=${of(false)}
        @msns-change=${this.#changed}
      ></msns-form>`;
  }

  #text(key: string): string {
    return this.words.text(`firmware.${key}`);
  }

  #moment(problem: string | undefined): TemplateResult {
    return html`<div class="when">
      <label for="at">${this.#text("field.started_at")}</label>
      <input
        type="datetime-local"
        id="at"
        .value=${String(this.values.at ?? "")}
        aria-invalid=${problem === undefined ? "false" : "true"}
        aria-describedby=${problem === undefined ? nothing : "at-problem"}
        @change=${(event: Event) => {
          this.#change({ name: "at", value: (event.target as HTMLInputElement).value });
        }}
      />
      ${problem === undefined ? nothing : html`<p role="alert" id="at-problem">${problem}</p>`}
    </div>`;
  }

  #first(): FormSection[] {
    const { devices } = this;
    return [
      {
        fields: [
          { name: "name", label: this.#text("field.name"), kind: "text", required: true },
          {
            name: "when",
            label: this.#text("when"),
            kind: "select",
            required: true,
            options: (["now", "later"] as const).map((one) => ({ value: one, label: this.#text(`when_${one}`) })),
          },
          {
            name: "canary",
            label: this.#text("field.canary"),
            kind: "select",
            help: this.#text("canary_help"),
            placeholder: this.#text("no_canary"),
            options: devices.map((one) => ({ value: one.dev_eui, label: one.name })),
            readonly: devices.length < 2,
          },
        ],
      },
    ];
  }

  #how(): FormSection[] {
    const units: Partial<Record<string, string>> = {
      fragment_size: this.#text("unit.bytes"),
      fragment_interval: "ms",
      fragment_redundancy: "%",
      frequency: "Hz",
    };
    return [
      {
        heading: this.#text("how"),
        folded: true,
        fields: SETTINGS.map((name) => ({
          name,
          label: this.#text(`field.${name}`),
          kind: "number" as const,
          placeholder: name in this.used ? String(this.used[name]) : "",
          ...(units[name] !== undefined && { unit: units[name] }),
        })),
      },
    ];
  }

  readonly #changed = (event: CustomEvent<FormChange>): void => {
    this.#change(event.detail);
  };

  #change(detail: FormChange): void {
    this.dispatchEvent(new CustomEvent<FormChange>("msns-change", { detail }));
  }
}

customElements.define("msns-firmware-time", TimeStep);
