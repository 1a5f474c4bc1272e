import { LitElement, css, html, type TemplateResult } from "lit";
import { ask } from "../actions.js";
import { HASS, type Hass } from "../hass.js";
import { deviceLink } from "../links.js";
import { run } from "../panel/actions.js";
import { cardStyles } from "../panel/card-styles.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { JoiningMessage } from "./messages.js";
import type { RoundDevice, Standing } from "./round.js";
import "./standing-view.js";

/** How far a device of the round is, as `msns-standing` shows it. */
export interface DeviceStanding {
  standing: Standing;
  joining: JoiningMessage | undefined;
}

/**
 * The devices of a round, the last one first, each with how far it is. Fires `msns-sheet` where the
 * sheet is wanted, `msns-removed` with a device that was deleted from the gateway, and `msns-new-round`.
 */
export class RoundView extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    entryId: { attribute: false },
    devices: { attribute: false },
    added: { attribute: false },
    standings: { attribute: false },
    plan: { attribute: false },
    uplinks: { type: Boolean },
  };
  static override styles = [
    base,
    cardStyles,
    css`
      .devices > li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 8px;
        padding-block: 10px;
        border-block-start: 1px solid var(--msns-line);
      }
      .devices > li > :nth-child(n + 3) {
        grid-column: 1 / -1;
      }
      .devices button {
        min-height: 40px;
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
  /** All of the round, in the order in which they were added. */
  declare devices: readonly RoundDevice[];
  /** The device that is shown above, and not once more. */
  declare added: RoundDevice | undefined;
  /** By the device's DevEUI. */
  declare standings: ReadonlyMap<string, DeviceStanding>;
  /** The gateway's channel plan. */
  declare plan: string | null;
  /** Whether uplinks are read, so that the first one is waited for. */
  declare uplinks: boolean;

  override render(): TemplateResult {
    const { devices } = this;
    const others = devices.filter((one) => one.devEui !== this.added?.devEui);
    return html`<section class="stack" aria-labelledby="round">
      <h2 id="round">${this.#text("round", { devices: this.words.devices(devices.length) })}</h2>
      <div class="row">
        <button
          @click=${() => {
            this.dispatchEvent(new CustomEvent("msns-sheet"));
          }}
        >
          ${this.#text("sheet")}
        </button>
        <button class="plain" @click=${this.#newRound}>${this.#text("new_round")}</button>
      </div>
      <ul class="devices">
        ${others.toReversed().map((device) => this.#device(device))}
      </ul>
    </section>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`commissioning.${key}`, values);
  }

  #device(device: RoundDevice): TemplateResult {
    const { standing, joining } = this.standings.get(device.devEui) ?? {};
    return html`<li>
      <strong>${device.name}</strong>
      <button
        class="plain"
        aria-label=${this.#text("remove_named", { name: device.name })}
        @click=${() => {
          this.#remove(device);
        }}
      >
        ${this.#text("remove")}
      </button>
      <span class="quiet">${[this.hass.areas[device.areaId]?.name, device.devEui].filter(Boolean).join(" · ")}</span>
      <msns-standing
        .words=${this.words}
        .standing=${standing ?? "waiting"}
        .joining=${joining}
        .plan=${this.plan}
        ?uplinks=${this.uplinks}
      ></msns-standing>
      ${device.deviceId === null ? "" : deviceLink(device.deviceId, this.#text("device_page"))}
    </li>`;
  }

  #remove(device: RoundDevice): void {
    ask(this, {
      title: this.#text("remove_named", { name: device.name }),
      text: this.#text("remove_lost"),
      confirm: this.#text("remove"),
      act: async () => {
        await run(this.hass, "delete_device", { config_entry_id: this.entryId, dev_eui: device.devEui });
        this.dispatchEvent(new CustomEvent<RoundDevice>("msns-removed", { detail: device }));
      },
    });
  }

  readonly #newRound = (): void => {
    ask(this, {
      title: this.#text("new_round"),
      text: this.#text("new_round_lost"),
      confirm: this.#text("new_round"),
      act: () => {
        this.dispatchEvent(new CustomEvent("msns-new-round"));
        return Promise.resolve();
      },
    });
  };
}

customElements.define("msns-round", RoundView);
