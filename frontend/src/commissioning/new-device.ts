import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { HASS, type Hass } from "../hass.js";
import { deviceLink } from "../links.js";
import { Problems } from "../panel/actions.js";
import { cardStyles } from "../panel/card-styles.js";
import type { Choices } from "../panel/choices.js";
import "../panel/form.js";
import type { Form, FormChange, FormSection } from "../panel/form.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { addDevice, lookUp, propose } from "./adding.js";
import { deviceFields } from "./device-fields.js";
import { footStyles } from "./foot-styles.js";
import type { Label } from "./label.js";
import type { LookedUpMessage, ProposalsMessage } from "./messages.js";
import type { Round, RoundDevice } from "./round.js";
import { renamed, suggestedValues, withProposals } from "./suggestions.js";

/** A device that was added, and what it was `given`, area included, by the names of fields. */
export interface Added {
  device: RoundDevice;
  given: Readonly<Record<string, string>>;
  /** Whether uplinks are read, so that the first one can be waited for. */
  uplinks: boolean;
}

/**
 * The device whose label was scanned: the form to add it, or that the gateway has it already. Fires
 * `msns-added` with `Added`, and `msns-next` where somebody goes on to the next one.
 */
export class NewDevice extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    entryId: { attribute: false },
    label: { attribute: false },
    round: { attribute: false },
    choices: { attribute: false },
    trouble: { attribute: false },
    _known: { state: true },
    _proposals: { state: true },
    _values: { state: true },
    _problems: { state: true },
    _error: { state: true },
    _busy: { state: true },
  };
  static override styles = [
    base,
    cardStyles,
    footStyles,
    css`
      :host {
        display: contents;
      }
      h2:focus {
        outline: none;
      }
      a {
        display: inline-flex;
        align-items: center;
        min-height: 40px;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare entryId: string;
  declare label: Label;
  declare round: Round;
  /** What the gateway has to choose from; undefined until it is known. */
  declare choices: Choices | undefined;
  /** Why no device can be added, blank where one can. */
  declare trouble: string;
  declare private _known: LookedUpMessage | undefined;
  declare private _proposals: ProposalsMessage | undefined;
  declare private _values: Readonly<Record<string, string | boolean>>;
  declare private _problems: Readonly<Record<string, string>>;
  declare private _error: string;
  declare private _busy: boolean;
  /** Whether it was clear which application is meant when the device was scanned. */
  #hadApplication = false;

  constructor() {
    super();
    this.trouble = this._error = "";
    this._values = {};
    this._problems = {};
    this._busy = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("label")) this.#begin();
    else if (changed.has("choices")) {
      this._values = { ...suggestedValues(this.label, this.round, this.choices), ...this.#given };
    }
  }

  override updated(changed: PropertyValues): void {
    // What had the focus is gone; a field would have phones show their keyboard.
    if (changed.has("label")) this.renderRoot.querySelector("h2")?.focus();
  }

  override render(): TemplateResult {
    const known = this._known;
    if (known?.exists === true) return this.#exists(known);
    const error = this._error || this.trouble;
    return html`<section class="card stack" aria-labelledby="device">
        <h2 id="device" tabindex="-1">${this.#text("new_device")}</h2>
        <p class="eui">${this.label.devEui}</p>
        ${error === "" ? nothing : html`<p role="alert">${error}</p>`}
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
        <button class="main" ?disabled=${this._busy || this.choices === undefined} @click=${this.#add}>
          ${this.#text(this._busy ? "adding" : "add")}
        </button>
      </div>`;
  }

  #exists(known: LookedUpMessage): TemplateResult {
    const name = known.name ?? known.dev_eui;
    return html`<section class="card stack" role="status">
        <h2>${name}</h2>
        <p class="eui">${known.dev_eui}</p>
        <p>${this.#text("exists", { name })}</p>
        ${known.device_id === null ? nothing : html`${deviceLink(known.device_id, this.#text("device_page"))}`}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#next}>${this.#text("next")}</button>
      </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`commissioning.${key}`, values);
  }

  #sections(): FormSection[] {
    return deviceFields({
      hass: this.hass,
      words: this.words,
      choices: this.choices,
      proposals: this._proposals?.proposals,
      values: this._values,
      // What there is a choice of is seen until it has been made.
      isChosen: this.round.devices.length > 0 || this.#hadApplication,
    });
  }

  #begin(): void {
    const { label } = this;
    this._known = this._proposals = undefined;
    this._problems = {};
    this._error = "";
    this._values = suggestedValues(label, this.round, this.choices);
    this.#hadApplication = this._values.application_id !== "";
    void this.#lookUp(label);
  }

  async #lookUp(label: Label): Promise<void> {
    try {
      const known = await lookUp(this.hass, this.entryId, label.devEui);
      if (this.label !== label) return;
      this._known = known;
      if (known.exists) return;
      const found = await propose(this.hass, this.entryId, label.devEui);
      if (this.label !== label) return;
      this._proposals = found;
      this._values = withProposals(this._values, label, this.round, found.proposals);
    } catch (error) {
      const reason = await refusal(this.hass, error);
      if (this.label === label) this._error = reason;
    }
  }

  readonly #changed = (event: CustomEvent<FormChange>): void => {
    const { name, value } = event.detail;
    const others = Object.entries(this._problems).filter(([key]) => key !== name);
    this._problems = Object.fromEntries(others);
    this._values = { ...this._values, [name]: value };
    if (name === "payload_codec_id") {
      this._values = renamed(this._values, this.label, this.round, this._proposals?.proposals ?? []);
    }
  };

  readonly #next = (): void => {
    this.dispatchEvent(new CustomEvent("msns-next"));
  };

  readonly #add = async (): Promise<void> => {
    const given = Object.fromEntries(
      Object.entries(this._values).map(([name, value]) => [name, String(value).trim()]),
    );
    this._busy = true;
    this._error = "";
    this._problems = {};
    try {
      const device = await addDevice(
        this.hass,
        this.entryId,
        this.label,
        given,
        (name) => this.#text(`field.${name}`) || name,
      );
      const uplinks = this._known?.uplinks ?? this.round.uplinks;
      this.dispatchEvent(new CustomEvent<Added>("msns-added", { detail: { device, given, uplinks } }));
    } catch (error) {
      if (error instanceof Problems) {
        this._problems = error.fields;
        this.renderRoot.querySelector<Form>("msns-form")?.showProblems();
      } else {
        this._error = await refusal(this.hass, error);
      }
    } finally {
      this._busy = false;
    }
  };

  /** What a person has filled in already. */
  get #given(): Record<string, string | boolean> {
    return Object.fromEntries(Object.entries(this._values).filter(([, value]) => value !== ""));
  }
}

customElements.define("msns-new-device", NewDevice);
