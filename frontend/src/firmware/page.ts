import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { DOMAIN } from "../hass.js";
import { Problems, problems, run } from "../panel/actions.js";
import { cardStyles } from "../panel/card-styles.js";
import type { FormChange } from "../panel/form.js";
import { Page } from "../panel/page.js";
import { SettledQuestion } from "../panel/settled.js";
import { base } from "../styles.js";
import "./choice-step.js";
import { taskName, type Choice } from "./choice.js";
import { canHave } from "./devices-step.js";
import { readFittingDevices } from "./fitting-devices.js";
import "./foot-view.js";
import type { EstimateMessage, FirmwareDeviceMessage } from "./messages.js";
import { noteStyles, notes } from "./notes.js";
import "./overview-step.js";
import "./started-view.js";
import "./steps-view.js";
import { reachedStep, type Step } from "./steps.js";
import { asTask, missing, type TaskValues } from "./task.js";
import "./time-step.js";

/** Milliseconds after the last change of a setting before it is worked out anew. */
const PAUSE_MS = 400;

/** A firmware update from its firmware to its start: which, for which devices, when and how. */
export class FirmwarePage extends Page {
  static override properties = {
    ...Page.properties,
    _choice: { state: true },
    _devices: { state: true },
    _selected: { state: true },
    _values: { state: true },
    _estimate: { state: true },
    _problems: { state: true },
    _warnings: { state: true },
    _error: { state: true },
    _busy: { state: true },
    _started: { state: true },
  };
  static override styles = [
    base,
    noteStyles,
    cardStyles,
    css`
      .page {
        display: flex;
        flex-direction: column;
        gap: 16px;
        max-width: 70rem;
        margin-inline: auto;
      }
    `,
  ];
  declare private _choice: Choice | undefined;
  declare private _devices: readonly FirmwareDeviceMessage[] | undefined;
  declare private _selected: ReadonlySet<string>;
  declare private _values: TaskValues;
  declare private _estimate: EstimateMessage | undefined;
  declare private _problems: Readonly<Record<string, string>>;
  declare private _warnings: readonly string[];
  declare private _error: string;
  declare private _busy: boolean;
  declare private _started: boolean;
  #chosenDevices: readonly FirmwareDeviceMessage[] = [];
  #used: EstimateMessage["values"] = {};
  /** What the task takes, worked out anew when nothing has changed for a moment. */
  readonly #reckoning = new SettledQuestion(this, {
    ask: async () => {
      const told = (await this.hass.connection.sendMessagePromise({
        type: `${DOMAIN}/firmware/estimate`,
        ...this.#entry,
        dev_euis: [...this._selected],
        task: this.#task,
      })) as EstimateMessage;
      return { told, wrong: await problems(this.hass, told.problems, (field) => this.#field(field)) };
    },
    take: ({ told, wrong }) => {
      this._estimate = told;
      // While something is wrong nothing is worked out; what it was says more than nothing.
      this.#used = { ...this.#used, ...told.values };
      this._problems = { ...this.#missing, ...wrong.fields };
      this._error = "";
    },
    failed: async (error) => {
      const reason = await refusal(this.hass, error);
      return () => {
        this._estimate = undefined;
        this._error = reason;
      };
    },
  });

  constructor() {
    super();
    this._selected = new Set();
    this._values = { when: "now" };
    this._problems = {};
    this._warnings = [];
    this._error = "";
    this._busy = this._started = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("_devices") || changed.has("_selected")) {
      this.#chosenDevices = (this._devices ?? []).filter((one) => canHave(one) && this._selected.has(one.dev_eui));
    }
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has("rest")) return;
    const step = this.#step;
    if (step === "time" || step === "overview") this.#reckoning.askIn(0);
    // Also by the browser's way forward, after another firmware was chosen.
    if (step === "devices" && this._devices === undefined) void this.#readDevices();
  }

  /** The step that the address names, as far as what it needs was chosen. */
  get #step(): Step {
    return reachedStep(this.rest[0], {
      hasFirmware: this._choice !== undefined,
      hasDevices: this._devices !== undefined,
      isAnySelected: this._selected.size > 0,
    });
  }

  override render(): TemplateResult {
    if (!this.gateway.has_fuota) return html`<p>${this.text("card.no_fuota")}</p>`;
    if (this._started) {
      return html`<msns-firmware-started
        .hass=${this.hass}
        .words=${this.words}
        .gateway=${this.gateway}
        @msns-another=${this.#another}
      ></msns-firmware-started>`;
    }
    const step = this.#step;
    return html`<div class="page">
      <msns-firmware-steps .words=${this.words} .step=${step} @msns-step=${this.#stepPicked}></msns-firmware-steps>
      <section class="card stack" aria-labelledby="heading">
        <h2 id="heading">${this.#text(`step.${step}`)}</h2>
        ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
        ${this.#content(step)}
      </section>
      <msns-firmware-foot
        .words=${this.words}
        .step=${step}
        ?ready=${this.#isReady(step)}
        ?busy=${this._busy}
        @msns-step=${this.#stepPicked}
        @msns-start=${this.#start}
      ></msns-firmware-foot>
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.text(`firmware.${key}`, values);
  }

  #content(step: Step): TemplateResult {
    switch (step) {
      case "firmware":
        return html`<msns-firmware-choice
          .hass=${this.hass}
          .words=${this.words}
          .gateway=${this.gateway}
          .chosen=${this._choice}
          @msns-chosen=${(event: CustomEvent<Choice>) => {
            if (JSON.stringify(event.detail.given) === JSON.stringify(this._choice?.given)) return;
            this._choice = event.detail;
            this._devices = undefined;
            this._selected = new Set();
            this._error = "";
          }}
        ></msns-firmware-choice>`;
      case "devices":
        return this.#devicesStep();
      case "time":
        return html`<msns-firmware-time
          .words=${this.words}
          .devices=${this.#chosenDevices}
          .values=${this._values}
          .problems=${this._problems}
          .used=${this.#used}
          .estimate=${this._estimate}
          ?estimating=${this.#reckoning.isOpen}
          @msns-change=${this.#changed}
        ></msns-firmware-time>`;
      case "overview":
        return html`<msns-firmware-overview
          .words=${this.words}
          .firmware=${this._choice?.label ?? ""}
          .devices=${this.#chosenDevices}
          .values=${this._values}
          .problems=${this._problems}
          .estimate=${this._estimate}
          ?estimating=${this.#reckoning.isOpen}
          ?narrow=${this.narrow}
        ></msns-firmware-overview>`;
    }
  }

  /** Whether a step has what the next one needs. */
  #isReady(step: Step): boolean {
    if (step === "firmware") return this._choice !== undefined;
    if (step === "devices") return this._selected.size > 0;
    return this._estimate?.problems.length === 0 && !this.#reckoning.isOpen;
  }

  readonly #stepPicked = ({ detail: step }: CustomEvent<Step>): void => {
    this._error = "";
    this.go("firmware", step);
  };

  // Which devices.

  #devicesStep(): TemplateResult {
    const devices = this._devices;
    if (devices === undefined) {
      return html`<p class="quiet" role="status">${this._error === "" ? this.#text("reading_devices") : ""}</p>
        ${
          this._error === ""
            ? nothing
            : html`<div class="row"><button @click=${() => void this.#readDevices()}>${this.#text("again")}</button></div>`
        }`;
    }
    return html`<p>${this.#text("selected", { devices: this.words.devices(this._selected.size), firmware: this._choice?.label ?? "" })}</p>
      ${notes(this._warnings)}
      <msns-firmware-devices
        .words=${this.words}
        .devices=${devices}
        .selected=${this._selected}
        ?narrow=${this.narrow}
        @msns-select=${(event: CustomEvent<ReadonlySet<string>>) => {
          this._selected = new Set(event.detail);
          this._estimate = undefined;
        }}
      ></msns-firmware-devices>`;
  }

  async #readDevices(): Promise<void> {
    const choice = this._choice;
    if (choice === undefined) return;
    this._error = "";
    try {
      const found = await readFittingDevices(this.hass, this.gateway.config_entry_id, choice, (field) =>
        this.#field(field),
      );
      if (choice !== this._choice) return;
      this._devices = found.devices;
      this._warnings = found.warnings;
      this._selected = new Set(found.devices.filter((one) => one.fit === "fits").map((one) => one.dev_eui));
      this._values = { ...this._values, name: taskName(choice, new Date()) };
    } catch (error) {
      const reason = await refusal(this.hass, error);
      if (choice === this._choice) this._error = reason;
    }
  }

  get #entry(): { config_entry_id: string } {
    return { config_entry_id: this.gateway.config_entry_id };
  }

  // When and how.

  readonly #changed = (event: CustomEvent<FormChange>): void => {
    this._values = { ...this._values, [event.detail.name]: event.detail.value };
    this.#reckoning.askIn(PAUSE_MS);
  };

  get #task(): Record<string, unknown> {
    return asTask(this._choice, this._values, this._selected);
  }

  get #missing(): Record<string, string> {
    return Object.fromEntries(Object.entries(missing(this._values)).map(([field, key]) => [field, this.#text(key)]));
  }

  #field(name: string): string {
    return this.#text(`field.${name}`) || name;
  }

  // The start.

  readonly #start = async (): Promise<void> => {
    if (Object.keys(this._problems).length > 0) return;
    this._busy = true;
    this._error = "";
    try {
      const response = await run(
        this.hass,
        "add_fuota_task",
        { ...this.#entry, dev_euis: [...this._selected], ...this.#task },
        { label: (field) => this.#field(field) },
      );
      this.toast({ text: [this.#text("started"), ...(response.warnings ?? [])].join(" ") });
      this._started = true;
      this.go("firmware");
    } catch (error) {
      if (error instanceof Problems) this._problems = error.fields;
      else this._error = await refusal(this.hass, error);
    } finally {
      this._busy = false;
    }
  };

  /** Begins anew, with another firmware. */
  readonly #another = (): void => {
    this._started = false;
    this._choice = this._devices = this._estimate = undefined;
    this._selected = new Set();
    this._values = { when: "now" };
    this._problems = {};
    this.#used = {};
  };
}

customElements.define("msns-firmware-page", FirmwarePage);
