import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { DOMAIN, type Hass } from "../hass.js";
import { deviceLink } from "../links.js";
import { Problems, run } from "../panel/actions.js";
import { cardStyles } from "../panel/card-styles.js";
import { GatewayChoices, type Choices } from "../panel/choices.js";
import { Followed } from "../panel/follow.js";
import "../panel/form.js";
import type { Form, FormChange, FormSection } from "../panel/form.js";
import { icon } from "../panel/icons.js";
import type { PanelGatewayMessage } from "../panel/messages.js";
import { Page } from "../panel/page.js";
import { base } from "../styles.js";
import { deviceFields } from "./device-fields.js";
import { codeOf, type Label } from "./label.js";
import type { JoiningMessage, LookedUpMessage, ProposalsMessage } from "./messages.js";
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
import { renamed, suggestedValues, withProposals } from "./suggestions.js";

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
    _known: { state: true },
    _proposals: { state: true },
    _values: { state: true },
    _problems: { state: true },
    _error: { state: true },
    _busy: { state: true },
    _added: { state: true },
    _hadApplication: { state: true },
    _joining: { state: true },
    _now: { state: true },
  };
  static override styles = [
    base,
    cardStyles,
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
      /* In reach of the thumb of the hand that holds the phone. */
      .foot {
        position: sticky;
        inset-block-end: -8px;
        display: flex;
        gap: 8px;
        padding-block: 8px;
        background: var(--primary-background-color, #fafafa);
        z-index: 1;
      }
      .foot button {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 8px;
        flex: 1;
        min-height: 56px;
        border-radius: 28px;
        font-size: var(--ha-font-size-l, 16px);
      }
      .foot button.main {
        flex: 2;
      }
      .eui {
        font-family: var(--ha-font-family-code, monospace);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-height: 40px;
      }
    `,
  ];
  declare private _round: Round;
  declare private _label: Label | undefined;
  declare private _known: LookedUpMessage | undefined;
  declare private _proposals: ProposalsMessage | undefined;
  declare private _values: Readonly<Record<string, string | boolean>>;
  declare private _problems: Readonly<Record<string, string>>;
  declare private _error: string;
  declare private _busy: boolean;
  /** Whether it was clear which application is meant when the device was scanned. */
  declare private _hadApplication: boolean;
  /** The device that was added just now. */
  declare private _added: RoundDevice | undefined;
  declare private _joining: ReadonlyMap<string, JoiningMessage>;
  declare private _now: number;
  #uplinks = true;
  readonly #choices = new GatewayChoices(this, {
    read: (choices) => {
      this._error = this.#lacks(choices);
      if (this._label !== undefined) {
        this._values = { ...suggestedValues(this._label, this._round, choices), ...this.#given };
      }
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
    this._values = {};
    this._problems = {};
    this._error = "";
    this._busy = this._hadApplication = false;
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
      ${this._label === undefined ? nothing : this.#form(this._label)}
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

  #send(verb: string, devEui: string): Promise<unknown> {
    return this.hass.connection.sendMessagePromise({
      type: `${DOMAIN}/commissioning/${verb}`,
      config_entry_id: this.#entryId,
      dev_eui: devEui,
    });
  }

  // What is scanned.

  readonly #scanned = (event: CustomEvent<Scanned>): void => {
    void this.#lookUp(event.detail.label);
  };

  async #lookUp(label: Label): Promise<void> {
    this._label = label;
    this._known = this._proposals = undefined;
    this._problems = {};
    this._error = this.#lacks(this.#choices.value);
    this._values = suggestedValues(label, this._round, this.#choices.value);
    this._hadApplication = this._values.application_id !== "";
    try {
      const known = (await this.#send("look_up", label.devEui)) as LookedUpMessage;
      if (this._label !== label) return;
      this._known = known;
      this.#uplinks = known.uplinks;
      if (known.exists) return;
      const found = (await this.#send("propose", label.devEui)) as ProposalsMessage;
      if (this._label !== label) return;
      this._proposals = found;
      this._values = withProposals(this._values, label, this._round, found.proposals);
    } catch (error) {
      const reason = await refusal(this.hass, error);
      if (this._label === label) this._error = reason;
    }
  }

  // The form.

  #form(label: Label): TemplateResult {
    const known = this._known;
    if (known?.exists === true) return this.#exists(known);
    return html`<section class="card stack" aria-labelledby="device">
        <h2 id="device">${this.#text("new_device")}</h2>
        <p class="eui">${label.devEui}</p>
        ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
        <msns-form
          .words=${this.words}
          .sections=${this.#sections()}
          .values=${this._values}
          .problems=${this._problems}
          ?busy=${this._busy}
          @msns-change=${this.#changed}
        ></msns-form>
      </section>
      <div class="foot">
        <button ?disabled=${this._busy} @click=${this.#next}>${this.#text("leave_out")}</button>
        <button class="main" ?disabled=${this._busy || this.#choices.value === undefined} @click=${this.#add}>
          ${this.#text(this._busy ? "adding" : "add")}
        </button>
      </div>`;
  }

  #exists(known: LookedUpMessage): TemplateResult {
    return html`<section class="card stack" role="status">
        <h2>${known.name ?? known.dev_eui}</h2>
        <p class="eui">${known.dev_eui}</p>
        <p>${this.#text("exists", { name: known.name ?? known.dev_eui })}</p>
        ${this.#link(known.device_id)}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#next}>${this.#text("next")}</button>
      </div>`;
  }

  #link(deviceId: string | null): TemplateResult | typeof nothing {
    if (deviceId === null) return nothing;
    return html`${deviceLink(deviceId, this.#text("device_page"))}`;
  }

  #sections(): FormSection[] {
    return deviceFields({
      hass: this.hass,
      words: this.words,
      choices: this.#choices.value,
      proposals: this._proposals?.proposals,
      values: this._values,
      // What there is a choice of is seen until it has been made.
      isChosen: this._round.devices.length > 0 || this._hadApplication,
    });
  }

  readonly #changed = (event: CustomEvent<FormChange>): void => {
    const { name, value } = event.detail;
    const others = Object.entries(this._problems).filter(([key]) => key !== name);
    this._problems = Object.fromEntries(others);
    this._values = { ...this._values, [name]: value };
    if (name === "payload_codec_id" && this._label !== undefined) {
      this._values = renamed(this._values, this._label, this._round, this._proposals?.proposals ?? []);
    }
  };

  // Adding.

  readonly #add = async (): Promise<void> => {
    const label = this._label;
    if (label === undefined) return;
    const given = Object.fromEntries(
      Object.entries(this._values).map(([name, value]) => [name, String(value).trim()]),
    );
    const { area_id: areaId = "", ...fields } = given;
    this._busy = true;
    this._error = "";
    this._problems = {};
    try {
      const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
      const response = await run(
        this.hass,
        "add_device",
        { config_entry_id: this.#entryId, dev_eui: label.devEui, ...data },
        { label: (name) => this.#text(`field.${name}`) || name },
      );
      const known = (await this.#send("look_up", label.devEui)) as LookedUpMessage;
      const device: RoundDevice = {
        devEui: label.devEui,
        name: given.name || label.devEui,
        areaId,
        code: codeOf(label),
        deviceId: known.device_id,
        addedAt: Date.now(),
        warnings: response.warnings ?? [],
      };
      if (areaId !== "" && known.device_id !== null) {
        // The device is added all the same.
        const failed = await setArea(this.hass, known.device_id, areaId);
        if (failed !== undefined) device.warnings.push(failed);
      }
      this._label = undefined;
      this._added = device;
      this.#keep(withDevice(this._round, device, given));
    } catch (error) {
      if (error instanceof Problems) {
        this._problems = error.fields;
        await this.renderRoot.querySelector<Form>("msns-form")?.showProblems();
      } else {
        this._error = await refusal(this.hass, error);
      }
    } finally {
      this._busy = false;
    }
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
    return standing(device, this._joining.get(device.devEui), this.#uplinks, this._now);
  }

  #state(device: RoundDevice): TemplateResult {
    return html`<msns-standing
      .words=${this.words}
      .standing=${this.#standing(device)}
      .joining=${this._joining.get(device.devEui)}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this.#uplinks}
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
      ?uplinks=${this.#uplinks}
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
    this._values = {};
    this._error = this.#lacks(this.#choices.value);
    await this.updateComplete;
    this.renderRoot.querySelector<Scanner>("msns-scanner")?.start();
  };

  #keep(round: Round): void {
    this._round = round;
    keepRound(this.#entryId, round);
  }

  /** What a person has filled in already. */
  get #given(): Record<string, string | boolean> {
    return Object.fromEntries(Object.entries(this._values).filter(([, value]) => value !== ""));
  }
}

/** Puts a device into an area. Returns why it could not be, if it could not. */
async function setArea(hass: Hass, deviceId: string, areaId: string): Promise<string | undefined> {
  try {
    await hass.connection.sendMessagePromise({
      type: "config/device_registry/update",
      device_id: deviceId,
      area_id: areaId,
    });
    return undefined;
  } catch (error) {
    return refusal(hass, error);
  }
}

customElements.define("msns-commissioning-page", CommissioningPage);
