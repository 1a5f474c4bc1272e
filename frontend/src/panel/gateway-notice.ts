import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { HASS, type Hass } from "../hass.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { inWords } from "./actions.js";
import { icon } from "./icons.js";
import type { PanelGatewayMessage } from "./messages.js";

/** Why a gateway can't be reached, since when, and what to check. */
export class GatewayNotice extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    _reason: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      .notice {
        display: flex;
        gap: 12px;
        padding: 12px 16px;
        border: 1px solid var(--msns-bad);
        border-radius: var(--ha-card-border-radius, 12px);
        background: var(--msns-surface);
      }
      .icon {
        color: var(--msns-bad);
      }
      ul {
        list-style: disc;
        padding-inline-start: 20px;
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  declare private _reason: string;

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("gateway") && !changed.has("words")) return;
    const { reason } = this.gateway;
    if (reason === null) this._reason = "";
    else {
      void inWords(this.hass, reason).then((text) => {
        if (reason === this.gateway.reason) this._reason = text;
      });
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { words, gateway } = this;
    if (gateway.state === "answers") return nothing;
    const { silent_since } = gateway;
    const since =
      silent_since === null
        ? ""
        : words.text("panel.notice.since", { at: words.moment(new Date(silent_since)) });
    return html`<div class="notice" role="status">
      ${icon("alert")}
      <div class="stack">
        <h3>${words.text(`panel.notice.${gateway.state}`, { name: gateway.name })}</h3>
        ${this._reason || since ? html`<p>${this._reason} ${since}</p>` : nothing}
        <p>${words.text("panel.notice.check")}</p>
        <ul>
          ${
            gateway.state === "no_broker"
              ? html`<li>${words.text("panel.notice.check_broker")}</li>`
              : html`<li>${words.text("panel.notice.check_power")}</li>
                  <li>${words.text("panel.notice.check_mqtt")}</li>
                  <li>
                    ${words.text("panel.notice.check_topics")}
                    <code>${gateway.request_topic}</code>, <code>${gateway.response_topic}</code>
                  </li>`
          }
        </ul>
        <p class="quiet">${words.text("panel.notice.again")}</p>
      </div>
    </div>`;
  }
}

customElements.define("msns-gateway-notice", GatewayNotice);
