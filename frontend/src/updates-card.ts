import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Question } from "./actions.js";
import type { CardConfig } from "./card-config.js";
import "./confirm.js";
import type { Confirm } from "./confirm.js";
import { Dismissed } from "./dismissed.js";
import { taskKey } from "./gateway-updates.js";
import { HASS, type Hass } from "./hass.js";
import { base } from "./styles.js";
import { UpdatesStore, type GatewayUpdates, type Task } from "./updates-store.js";
import { Words } from "./words.js";

/** What the card shows: the firmware updates of one gateway, or of all. */
export class UpdatesCard extends LitElement {
  static override properties = {
    hass: HASS,
    config: { attribute: false },
    _gateways: { state: true },
    _dismissed: { state: true },
    _words: { state: true },
    _error: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
        height: 100%;
      }
      .card {
        display: flex;
        flex-direction: column;
        gap: 16px;
        height: 100%;
        padding: 16px;
        overflow: auto;
        background: var(--msns-surface);
        border: var(--ha-card-border-width, 1px) solid
          var(--ha-card-border-color, var(--msns-line));
        border-radius: var(--ha-card-border-radius, 12px);
        box-shadow: var(--ha-card-box-shadow, none);
        font-family: var(--ha-font-family-body, inherit);
        font-size: var(--ha-font-size-m, 14px);
        line-height: 1.4;
      }
      h2 {
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-normal, 400);
        overflow-wrap: anywhere;
      }
      msns-confirm {
        display: contents;
      }
      msns-gateway-updates + msns-gateway-updates {
        border-top: 2px solid var(--msns-line);
        padding-top: 16px;
      }
    `,
  ];
  declare hass: Hass;
  declare config: CardConfig;
  declare private _gateways: ReadonlyMap<string, GatewayUpdates> | undefined;
  declare private _dismissed: ReadonlySet<string>;
  declare private _words: Words | undefined;
  declare private _error: unknown;
  #stops: (() => void)[] = [];
  #dismissed: Dismissed | undefined;
  #locale: unknown;

  constructor() {
    super();
    this._dismissed = new Set();
    this.addEventListener("msns-ask", (event) => {
      // Where the card is part of a page that asks as well, one dialog is enough.
      event.stopPropagation();
      const question = (event as CustomEvent<Question>).detail;
      void this.renderRoot.querySelector<Confirm>("msns-confirm")?.open(question);
    });
    this.addEventListener("msns-dismiss", (event) => {
      const task = (event as CustomEvent<Task>).detail;
      const of = [...(this._gateways?.values() ?? [])].find((one) => one.tasks.get(task.task_id) === task);
      if (of !== undefined) void this.#dismissed?.add(taskKey(of.entryId, task));
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // When it is connected again, Home Assistant has given it `hass` before.
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  override firstUpdated(): void {
    this.#follow();
  }

  override willUpdate(): void {
    if (this.#locale === this.hass.locale) return;
    this.#locale = this.hass.locale;
    Words.load(this.hass).then(
      (words) => {
        this._words = words;
      },
      (error: unknown) => {
        this._error = error;
      },
    );
  }

  override render(): TemplateResult {
    const words = this._words;
    return html`<div class="card">
      ${this.config.title ? html`<h2>${this.config.title}</h2>` : nothing}
      ${words === undefined ? nothing : this.#content(words)}
      ${words === undefined ? nothing : html`<msns-confirm .hass=${this.hass} .words=${words}></msns-confirm>`}
    </div>`;
  }

  #content(words: Words): TemplateResult {
    if (this._error !== undefined) return html`<p role="alert">${words.text("card.not_told")}</p>`;
    if (this._gateways === undefined) return html`<p class="quiet">${words.text("card.loading")}</p>`;
    const gateways = this.#chosen(this._gateways);
    if (gateways.length === 0) return html`<p>${words.text("card.no_gateway")}</p>`;
    return html`${repeat(
      gateways,
      (one) => one.entryId,
      (one) =>
        html`<msns-gateway-updates
          .hass=${this.hass}
          .words=${words}
          .updates=${one}
          .dismissed=${this._dismissed}
          .named=${(this._gateways?.size ?? 0) > 1}
        ></msns-gateway-updates>`,
    )}`;
  }

  #chosen(gateways: ReadonlyMap<string, GatewayUpdates>): GatewayUpdates[] {
    const { device } = this.config;
    return [...gateways.values()]
      .filter((one) => !device || one.gateway.device_id === device)
      .sort((one, other) => one.gateway.name.localeCompare(other.gateway.name));
  }

  #follow(): void {
    const { connection } = this.hass;
    const dismissed = (this.#dismissed = new Dismissed(connection));
    const following = dismissed.follow((keys) => {
      this._dismissed = keys;
    });
    this.#stops = [
      UpdatesStore.of(connection).follow((gateways, error) => {
        this._gateways = gateways;
        this._error = error;
      }),
      () => {
        following.then((end) => end()).catch(() => undefined);
      },
    ];
  }
}

customElements.define("msns-updates-card", UpdatesCard);
