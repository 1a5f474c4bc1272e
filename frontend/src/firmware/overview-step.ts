import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import "./estimate-view.js";
import type { EstimateMessage, FirmwareDeviceMessage } from "./messages.js";
import { noteStyles, notes } from "./notes.js";
import type { TaskValues } from "./task.js";

/** All that was chosen, once more, before the task starts. */
export class OverviewStep extends LitElement {
  static override properties = {
    words: { attribute: false },
    firmware: { attribute: false },
    devices: { attribute: false },
    values: { attribute: false },
    problems: { attribute: false },
    estimate: { attribute: false },
    estimating: { type: Boolean },
    narrow: { type: Boolean, reflect: true },
  };
  static override styles = [
    base,
    noteStyles,
    css`
      :host {
        display: contents;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(7rem, max-content) 1fr;
        gap: 8px 16px;
        margin: 0;
      }
      :host([narrow]) dl {
        grid-template-columns: 1fr;
        gap: 2px;
      }
      dt {
        color: var(--msns-quiet);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare words: Words;
  /** What the firmware is called. */
  declare firmware: string;
  /** Those that were chosen. */
  declare devices: readonly FirmwareDeviceMessage[];
  declare values: TaskValues;
  /** What is wrong, in sentences, by the name of the field. */
  declare problems: Readonly<Record<string, string>>;
  declare estimate: EstimateMessage | undefined;
  declare estimating: boolean;
  declare narrow: boolean;

  override render(): TemplateResult {
    const { devices } = this;
    const canary = devices.find((one) => one.dev_eui === this.values.canary);
    const wrong = Object.values(this.problems);
    return html`<dl>
        <dt>${this.#text("step.firmware")}</dt>
        <dd>${this.firmware}</dd>
        <dt>${this.#text("field.name")}</dt>
        <dd>${this.values.name}</dd>
        <dt>${this.#text("step.devices")}</dt>
        <dd>
          <details>
            <summary>${this.words.devices(devices.length)}</summary>
            ${devices.map((one) => one.name).join(", ")}
          </details>
        </dd>
        ${
          canary === undefined
            ? nothing
            : html`<dt>${this.#text("field.canary")}</dt>
                <dd>${canary.name}</dd>`
        }
      </dl>
      ${wrong.length === 0 ? nothing : html`<div role="alert">${notes(wrong)}</div>`}
      <msns-firmware-estimate
        .words=${this.words}
        .told=${this.estimate}
        ?estimating=${this.estimating}
        ?wrong=${wrong.length > 0}
      ></msns-firmware-estimate>
      <p class="quiet">${this.#text(canary === undefined ? "overview" : "overview_canary")}</p>`;
  }

  #text(key: string): string {
    return this.words.text(`firmware.${key}`);
  }
}

customElements.define("msns-firmware-overview", OverviewStep);
