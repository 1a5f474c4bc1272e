import { LitElement, css, html, type TemplateResult } from "lit";
import { HASS, type Hass } from "../hass.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { Choice } from "./choice.js";
import "./official-view.js";
import "./own-view.js";

const SOURCES = ["official", "own"] as const;
type Source = (typeof SOURCES)[number];

/** Which firmware: one of Milesight's, or a file. Fires `msns-chosen` with a `Choice`. */
export class ChoiceStep extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    chosen: { attribute: false },
    _source: { state: true },
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
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  declare chosen: Choice | undefined;
  declare private _source: Source;

  constructor() {
    super();
    this._source = "official";
  }

  override willUpdate(): void {
    // Who comes back sees what was chosen.
    if (!this.hasUpdated && this.chosen?.given.firmware_file !== undefined) this._source = "own";
  }

  override render(): TemplateResult {
    const { hass, words, chosen } = this;
    return html`<div class="stack">
      <div class="sources" role="group" aria-label=${words.text("firmware.source")}>
        ${SOURCES.map(
          (source) =>
            html`<button
              aria-pressed=${this._source === source ? "true" : "false"}
              @click=${() => {
                this._source = source;
              }}
            >
              ${words.text(`firmware.${source}`)}
            </button>`,
        )}
      </div>
      <msns-firmware-official
        ?hidden=${this._source !== "official"}
        .hass=${hass}
        .words=${words}
        .gateway=${this.gateway}
        .chosen=${chosen}
      ></msns-firmware-official>
      <msns-firmware-own
        ?hidden=${this._source !== "own"}
        .hass=${hass}
        .words=${words}
        .chosen=${chosen}
      ></msns-firmware-own>
    </div>`;
  }
}

customElements.define("msns-firmware-choice", ChoiceStep);
