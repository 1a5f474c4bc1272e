import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { DOMAIN } from "../hass.js";
import { cardStyles } from "../panel/card-styles.js";
import { GatewayChoices, type Choices } from "../panel/choices.js";
import { Followed } from "../panel/follow.js";
import { icon } from "../panel/icons.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { Page } from "../panel/page.js";
import { base } from "../styles.js";
import { footStyles } from "./foot-styles.js";
import type { Label } from "./label.js";
import type { JoiningMessage } from "./messages.js";
import "./new-device.js";
import type { Added } from "./new-device.js";
import {
  EMPTY,
  keepRound,
  keptRound,
  standing,
  withDevice,
  type Round,
  type RoundDevice,
  type Standing,
} from "./round.js";
import "./round-view.js";
import type { DeviceStanding } from "./round-view.js";
import "./scanner.js";
import type { Scanned, Scanner } from "./scanner.js";
import "./standing-view.js";

/** Milliseconds between two looks at the clock, for those who wait too long. */
const CLOCK_MS = 10_000;
/** Of so many devices is told how far they are. */
const MOST_FOLLOWED = 200;

/**
 * Devices are set up one after the other: scanned, named, added, and waited for. What was chosen for
 * one is there for the next, which takes two taps beside the scan.
 */
export class CommissioningPage extends Page {
  static override properties = {
    ...Page.properties,
    _round: { state: true },
    _label: { state: true },
    _error: { state: true },
    _added: { state: true },
    _joining: { state: true },
    _now: { state: true },
  };
  static override styles = [
    base,
    cardStyles,
    footStyles,
    css`
      :host {
        display: block;
      }
      .column {
        display: flex;
        flex-direction: column;
        gap: 16px;
        width: min(100%, 40rem);
        margin-inline: auto;
      }
    `,
  ];
  declare private _round: Round;
  declare private _label: Label | undefined;
  declare private _error: string;
  /** The device that was added just now. */
  declare private _added: RoundDevice | undefined;
  declare private _joining: ReadonlyMap<string, JoiningMessage>;
  declare private _now: number;
  readonly #choices = new GatewayChoices(this, {
    read: (choices) => {
      this._error = this.#lacks(choices);
    },
    failed: (error) => {
      void refusal(this.hass, error).then((reason) => {
        this._error = reason;
      });
    },
  });
  readonly #followed = new Followed<JoiningMessage>(
    this,
    () => {
      const devEuis = this._round.devices.map((one) => one.devEui);
      if (devEuis.length === 0) return undefined;
      return {
        type: `${DOMAIN}/commissioning/follow`,
        config_entry_id: this.#entryId,
        dev_euis: devEuis.slice(-MOST_FOLLOWED),
      };
    },
    (message) => {
      this._joining = new Map(this._joining).set(message.dev_eui, message);
    },
  );
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this._round = EMPTY;
    this._error = "";
    this._joining = new Map();
    this._now = Date.now();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => {
      this._now = Date.now();
    }, CLOCK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) this._round = keptRound(this.#entryId);
    const before = changed.get("gateway") as PanelGatewayMessage | undefined;
    // A gateway that was set up anew has forgotten who waits.
    if (before !== undefined && before.state !== this.gateway.state) this.#followed.again();
    if (changed.has("rest") && this.rest[0] === "sheet") this.load(import("./sheet.js"));
  }

  override updated(changed: PropertyValues): void {
    // Who uses the keyboard goes on from here.
    if (changed.has("_added")) this.renderRoot.querySelector<HTMLElement>(".foot .main")?.focus();
  }

  override render(): TemplateResult {
    if (this.rest[0] === "sheet" && this._round.devices.length > 0) {
      return html`<msns-sheet
        .hass=${this.hass}
        .words=${this.words}
        .heading=${this.#text("sheet_of", { gateway: this.gateway.name })}
        .devices=${this._round.devices}
        @msns-close=${() => {
          this.go("commission");
        }}
      ></msns-sheet>`;
    }
    const isScanning = this._label === undefined && this._added === undefined;
    return html`<div class="column">
      ${isScanning ? html`<h2>${this.#text("heading")}</h2>` : nothing}
      ${isScanning && this._round.devices.length === 0 ? html`<p>${this.#text("intro")}</p>` : nothing}
      ${isScanning && this._error !== "" ? html`<p role="alert">${this._error}</p>` : nothing}
      <msns-scanner
        class=${isScanning ? "card" : ""}
        .hass=${this.hass}
        .words=${this.words}
        ?paused=${!isScanning}
        @msns-scanned=${this.#scanned}
      ></msns-scanner>
      ${this._label === undefined ? nothing : this.#device(this._label)}
      ${this._added === undefined ? nothing : this.#last(this._added)} ${this.#list()}
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.text(`commissioning.${key}`, values);
  }

  /** Without an application no device can be added: that is said before somebody scans one. */
  #lacks(choices: Choices | undefined): string {
    return choices?.applications.length === 0 ? this.#text("no_application") : "";
  }

  get #entryId(): string {
    return this.gateway.config_entry_id;
  }

  readonly #scanned = (event: CustomEvent<Scanned>): void => {
    this._label = event.detail.label;
  };

  #device(label: Label): TemplateResult {
    return html`<msns-new-device
      .hass=${this.hass}
      .words=${this.words}
      .entryId=${this.#entryId}
      .label=${label}
      .round=${this._round}
      .choices=${this.#choices.value}
      .trouble=${this._error}
      @msns-added=${this.#deviceAdded}
      @msns-next=${this.#next}
    ></msns-new-device>`;
  }

  readonly #deviceAdded = ({ detail: { device, given, uplinks } }: CustomEvent<Added>): void => {
    this._label = undefined;
    this._added = device;
    this.#keep({ ...withDevice(this._round, device, given), uplinks });
  };

  // What was added.

  #last(device: RoundDevice): TemplateResult {
    return html`<section class="card stack" aria-labelledby="added">
        <h2 id="added">${device.name}</h2>
        <p class="eui">${device.devEui}</p>
        ${this.#state(device)} ${device.warnings.map((one) => html`<p class="quiet">${one}</p>`)}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#next}>${icon("scan")}${this.#text("next")}</button>
      </div>`;
  }

  #standing(device: RoundDevice): Standing {
    if (this.gateway.state !== "answers") return "silent";
    return standing(device, this._joining.get(device.devEui), this._round.uplinks, this._now);
  }

  #state(device: RoundDevice): TemplateResult {
    return html`<msns-standing
      .words=${this.words}
      .standing=${this.#standing(device)}
      .joining=${this._joining.get(device.devEui)}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this._round.uplinks}
    ></msns-standing>`;
  }

  #list(): TemplateResult | typeof nothing {
    const { devices } = this._round;
    if (devices.length === 0 || this._label !== undefined) return nothing;
    const standings = new Map<string, DeviceStanding>(
      devices.map((one) => [
        one.devEui,
        { standing: this.#standing(one), joining: this._joining.get(one.devEui) },
      ]),
    );
    return html`<msns-round
      class="card"
      .hass=${this.hass}
      .words=${this.words}
      .entryId=${this.#entryId}
      .devices=${devices}
      .added=${this._added}
      .standings=${standings}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this._round.uplinks}
      @msns-sheet=${() => {
        this.go("commission", "sheet");
      }}
      @msns-removed=${({ detail }: CustomEvent<RoundDevice>) => {
        this.#keep({ ...this._round, devices: this._round.devices.filter((one) => one !== detail) });
      }}
      @msns-new-round=${() => {
        this._added = undefined;
        this.#keep({ ...this._round, devices: [] });
      }}
    ></msns-round>`;
  }

  /** The next device: by the tap that a person has made, so that the camera may start. */
  readonly #next = async (): Promise<void> => {
    this._label = this._added = undefined;
    this._error = this.#lacks(this.#choices.value);
    await this.updateComplete;
    this.renderRoot.querySelector<Scanner>("msns-scanner")?.start();
  };

  #keep(round: Round): void {
    this._round = round;
    keepRound(this.#entryId, round);
  }
}

customElements.define("msns-commissioning-page", CommissioningPage);
