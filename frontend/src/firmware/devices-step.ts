import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Column } from "../panel/rows.js";
import "../panel/table.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { Fit, FirmwareDeviceMessage } from "./messages.js";

const CAN: readonly Fit[] = ["fits", "installed"];
const CANNOT: readonly Fit[] = ["busy", "other_model", "not_listed"];

/** Whether a device can be chosen for the firmware. */
export function canHave(device: FirmwareDeviceMessage): boolean {
  return CAN.includes(device.fit);
}

/**
 * Which devices: those that the firmware fits, to be selected, and why others can't have it. Fires
 * `msns-select` with the DevEUIs of those that are selected.
 */
export class DevicesStep extends LitElement {
  static override properties = {
    words: { attribute: false },
    devices: { attribute: false },
    selected: { attribute: false },
    narrow: { type: Boolean, reflect: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      msns-table {
        height: min(55vh, 34rem);
      }
      summary {
        min-height: 40px;
        cursor: pointer;
        padding-block: 8px;
      }
      ul.others {
        list-style: disc;
        padding-inline-start: 20px;
        max-height: 20rem;
        overflow: auto;
      }
    `,
  ];
  declare words: Words;
  declare devices: readonly FirmwareDeviceMessage[];
  declare selected: ReadonlySet<string>;
  declare narrow: boolean;
  #fitting: FirmwareDeviceMessage[] = [];
  #others: FirmwareDeviceMessage[] = [];
  #columns: Column<FirmwareDeviceMessage>[] = [];

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("words")) this.#columns = this.#columnsNow();
    if (changed.has("devices")) {
      this.#fitting = this.devices.filter(canHave);
      this.#others = this.devices.filter((one) => !canHave(one));
    }
  }

  override render(): TemplateResult {
    return html`<div class="stack">
      ${
        this.#fitting.length === 0
          ? html`<p role="status">${this.#text("none_fits")}</p>`
          : html`<msns-table
              .words=${this.words}
              name="firmware-devices"
              .label=${this.#text("step.devices")}
              .counted=${this.#counted}
              .columns=${this.#columns}
              .rows=${this.#fitting}
              .keyOf=${keyOf}
              selectable
              .selected=${this.selected}
              ?narrow=${this.narrow}
            ></msns-table>`
      }
      ${this.#told()}
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`firmware.${key}`, values);
  }

  readonly #counted = (count: number): string => this.words.devices(count);

  #columnsNow(): Column<FirmwareDeviceMessage>[] {
    const label = (key: string): string => this.#text(`column.${key}`);
    return [
      { key: "name", label: label("name"), value: (one) => one.name, width: "minmax(10rem, 2fr)" },
      { key: "model", label: label("model"), value: (one) => one.model, width: "minmax(6rem, 1fr)", filter: true },
      {
        key: "firmware_version",
        label: label("firmware_version"),
        value: (one) => one.firmware_version,
        width: "minmax(6rem, 1fr)",
        filter: true,
        narrow: true,
      },
      {
        key: "fit",
        label: label("fit"),
        value: (one) => this.#text(`fit.${one.fit}`),
        width: "minmax(10rem, 2fr)",
        filter: true,
        narrow: true,
      },
      { key: "dev_eui", label: label("dev_eui"), value: (one) => one.dev_eui, width: "10.5rem" },
    ];
  }

  /** Who can't have the firmware, and why. */
  #told(): TemplateResult | typeof nothing {
    const others = this.#others;
    if (others.length === 0) return nothing;
    return html`<details>
      <summary>${this.#text("others", { devices: this.words.devices(others.length) })}</summary>
      <ul class="others" tabindex="0" aria-label=${this.#text("others_label")}>
        ${CANNOT.map((fit) => {
          const some = others.filter((one) => one.fit === fit);
          if (some.length === 0) return nothing;
          const named = some.map((one) => (fit === "other_model" && one.model ? `${one.name} (${one.model})` : one.name));
          return html`<li>
            ${this.#text(`fit.${fit}`)} – ${this.words.devices(some.length)}
            <p class="quiet">${named.join(", ")}</p>
          </li>`;
        })}
      </ul>
    </details>`;
  }
}

function keyOf(device: FirmwareDeviceMessage): string {
  return device.dev_eui;
}

customElements.define("msns-firmware-devices", DevicesStep);
