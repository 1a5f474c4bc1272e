import { LitElement, css, html, type TemplateResult } from "lit";
import { HASS, type Hass } from "../hass.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { toast } from "../panel/toast.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";

/** What becomes of an update that was started. Fires `msns-another` where another one is wanted. */
export class StartedView extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
  };
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 16px;
        max-width: 70rem;
        margin-inline: auto;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;

  override firstUpdated(): void {
    // The card has much to it, and is seldom wanted here.
    import("../updates-card.js").catch((error: unknown) => {
      toast(this, { text: this.words.text("panel.not_loaded", { reason: String(error) }) });
    });
  }

  override render(): TemplateResult {
    const { device_id: device } = this.gateway;
    return html`<msns-updates-card
        .hass=${this.hass}
        .config=${{ type: "", ...(device !== null && { device }) }}
      ></msns-updates-card>
      <div class="row">
        <button @click=${this.#another}>${this.words.text("firmware.another")}</button>
      </div>`;
  }

  readonly #another = (): void => {
    this.dispatchEvent(new CustomEvent("msns-another"));
  };
}

customElements.define("msns-firmware-started", StartedView);
