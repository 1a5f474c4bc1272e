import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Question } from "../actions.js";
import "../confirm.js";
import type { Confirm } from "../confirm.js";
import { DOMAIN, navigate, replace, type Hass } from "../hass.js";
import { followLink } from "../links.js";
import { base } from "../styles.js";
import { Words } from "../words.js";
import { Followed } from "./follow.js";
import "./gateway-notice.js";
import { icon } from "./icons.js";
import type { PanelGatewayMessage, PanelGatewaysMessage } from "./messages.js";
import type { PageElement } from "./page.js";
import { PAGES, type PageEntry } from "./pages.js";
import { panelStyles } from "./panel-styles.js";
import { address, parts, type Route } from "./route.js";
import "./toast.js";
import type { Toast, ToastElement } from "./toast.js";

// In pixels: below it, the panel is laid out for a phone.
const NARROW = 700;
const LAST_GATEWAY = "msns-panel-gateway";

/** The panel "LoRaWAN": which gateway, which page of it, and what pages share. */
export class Panel extends LitElement {
  static override properties = {
    hass: { attribute: false },
    menuNarrow: { attribute: false },
    route: { attribute: false },
    _words: { state: true },
    _gateways: { state: true },
    _page: { state: true },
    _error: { state: true },
    _narrow: { state: true },
  };
  static override styles = [base, panelStyles];
  declare hass: Hass;
  /** Whether Home Assistant hides its sidebar behind a button. */
  declare menuNarrow: boolean;
  declare route: { path: string };
  declare private _words: Words | undefined;
  declare private _gateways: readonly PanelGatewayMessage[] | undefined;
  declare private _page: PageElement | undefined;
  declare private _error: string;
  declare private _narrow: boolean;
  #locale: unknown;
  #loading: string | undefined;
  #resized: ResizeObserver | undefined;
  /** Pages that were left in the middle of something, by gateway and path. */
  readonly #left = new Map<string, PageElement>();

  constructor() {
    super();
    new Followed<PanelGatewaysMessage>(
      this,
      () => ({ type: `${DOMAIN}/gateways/subscribe` }),
      (message) => {
        this._gateways = message.gateways;
      },
      {
        failed: () => {
          this._error = this._words?.text("card.not_told") ?? "";
        },
      },
    );
    this.menuNarrow = this._narrow = false;
    this._error = "";
    this.addEventListener("msns-ask", (event) => {
      const question = (event as CustomEvent<Question>).detail;
      void this.renderRoot.querySelector<Confirm>("msns-confirm")?.open(question);
    });
    this.addEventListener("msns-toast", (event) => {
      const said = (event as CustomEvent<Toast>).detail;
      this.renderRoot.querySelector<ToastElement>("msns-toast")?.show(said);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized = new ResizeObserver(([entry]) => {
      this._narrow = (entry?.contentRect.width ?? 0) < NARROW;
    });
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  override willUpdate(changed: PropertyValues): void {
    this.toggleAttribute("narrow", this._narrow);
    if (this.#locale !== this.hass.locale) {
      this.#locale = this.hass.locale;
      Words.load(this.hass).then(
        (words) => {
          this._words = words;
        },
        (error: unknown) => {
          this._error = String(error);
        },
      );
    }
    if (changed.has("route") || changed.has("_gateways") || changed.has("_words")) this.#show();
  }

  override updated(changed: PropertyValues): void {
    // On a phone not all pages have room beside each other.
    if (["route", "_words", "_gateways", "_narrow"].some((name) => changed.has(name))) {
      this.renderRoot.querySelector("nav a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    }
    const page = this._page;
    const gateway = this.#gateway;
    if (page === undefined || gateway === undefined || this._words === undefined) return;
    const { rest } = this.#route;
    page.hass = this.hass;
    page.words = this._words;
    page.gateway = gateway;
    page.narrow = this._narrow;
    if (rest.join("/") !== (page.rest as readonly string[] | undefined)?.join("/")) page.rest = rest;
  }

  override render(): TemplateResult {
    const words = this._words;
    return html`<header>
        ${this.#menu()}
        <h1>LoRaWAN</h1>
        ${words === undefined ? nothing : this.#picker(words)}
      </header>
      ${words === undefined ? nothing : this.#content(words)}`;
  }

  #content(words: Words): TemplateResult {
    const gateway = this.#gateway;
    if (this._gateways === undefined) {
      return this._error === ""
        ? html`<main><p class="quiet">${words.text("card.loading")}</p></main>`
        : html`<main><p role="alert">${this._error}</p></main>`;
    }
    if (gateway === undefined) {
      return html`<main><p>${words.text(this._gateways.length === 0 ? "panel.no_gateway" : "panel.gateway_gone")}</p></main>`;
    }
    return html`<nav aria-label=${words.text("panel.pages")}>
        <ul>
          ${PAGES.map((one) => this.#link(words, gateway, one))}
        </ul>
      </nav>
      <main>
        <msns-gateway-notice .hass=${this.hass} .words=${words} .gateway=${gateway}></msns-gateway-notice>
        ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
        ${this._page ?? nothing}
      </main>
      <msns-confirm .hass=${this.hass} .words=${words}></msns-confirm>
      <msns-toast .hass=${this.hass} .words=${words}></msns-toast>`;
  }

  #menu(): TemplateResult {
    // Home Assistant's own where it is there, for it also tells of notices.
    if (customElements.get("ha-menu-button") !== undefined) {
      return html`<ha-menu-button .hass=${this.hass} .narrow=${this.menuNarrow}></ha-menu-button>`;
    }
    if (!this.menuNarrow) return html``;
    return html`<button class="menu" aria-label=${this._words?.text("panel.menu") ?? "Menu"} @click=${this.#openMenu}>
      ${icon("menu")}
    </button>`;
  }

  #picker(words: Words): TemplateResult | typeof nothing {
    const gateways = this._gateways ?? [];
    const chosen = this.#gateway;
    if (gateways.length === 0) return nothing;
    if (gateways.length === 1 && chosen !== undefined) return html`<span class="only" dir="auto">${chosen.name}</span>`;
    return html`<select aria-label=${words.text("panel.gateway")} @change=${this.#picked}>
      ${chosen === undefined ? html`<option value="" selected></option>` : nothing}
      ${gateways.map(
        (one) =>
          html`<option value=${one.config_entry_id} ?selected=${one === chosen}>
            ${one.name}${one.state === "answers" ? "" : ` – ${words.text(`panel.state.${one.state}`)}`}
          </option>`,
      )}
    </select>`;
  }

  #link(words: Words, gateway: PanelGatewayMessage, page: PageEntry): TemplateResult {
    const isHere = page.path === this.#route.page;
    return html`<li>
      <a
        href=${address(gateway.config_entry_id, page.path)}
        aria-current=${isHere ? "page" : nothing}
        @click=${followLink}
        >${icon(page.icon)}${words.text(`panel.page.${page.words}`)}</a
      >
    </li>`;
  }

  get #route(): Route {
    return parts(this.route.path);
  }

  get #gateway(): PanelGatewayMessage | undefined {
    const { entry } = this.#route;
    return this._gateways?.find((one) => one.config_entry_id === entry);
  }

  /** Shows the page that the address names, or goes to one where it names none. */
  #show(): void {
    const { entry, page } = this.#route;
    const gateways = this._gateways;
    if (gateways === undefined || gateways.length === 0 || this._words === undefined) return;
    const shown = PAGES.find((one) => one.path === page);
    if (entry === undefined || shown === undefined) {
      const last = entry ?? localStorage.getItem(LAST_GATEWAY);
      const gateway = gateways.find((one) => one.config_entry_id === last) ?? gateways[0];
      const first = PAGES[0];
      if (gateway !== undefined && first !== undefined) replace(address(gateway.config_entry_id, first.path));
      return;
    }
    localStorage.setItem(LAST_GATEWAY, entry);
    // Another gateway is another page: nothing of the one before is taken to it.
    const wanted = `${entry}/${shown.path}`;
    if (this.#loading === wanted) return;
    this.#loading = wanted;
    shown.load().then(
      () => {
        if (this.#loading !== wanted) return;
        this._page = this.#left.get(wanted) ?? (document.createElement(shown.element) as PageElement);
        if (shown.kept === true) this.#left.set(wanted, this._page);
        this._error = "";
      },
      (error: unknown) => {
        if (this.#loading !== wanted) return;
        this.#loading = this._page = undefined;
        this._error = this._words?.text("panel.not_loaded", { reason: String(error) }) ?? String(error);
      },
    );
  }

  readonly #picked = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    navigate(address(value, this.#route.page ?? "devices"));
  };

  readonly #openMenu = (): void => {
    this.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
  };
}

customElements.define("msns-panel", Panel);
