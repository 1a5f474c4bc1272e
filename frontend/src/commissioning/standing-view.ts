import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { JoiningMessage } from "./messages.js";
import type { Standing } from "./round.js";

const GOOD: readonly Standing[] = ["joined", "strong", "good", "heard"];
const BAD: readonly Standing[] = ["not_joined", "not_heard", "gone", "poor"];
/** Which of them have a list of what to check. */
const CHECKS: Partial<Record<Standing, readonly string[]>> = {
  not_joined: ["power", "key", "reach", "plan", "join_button"],
  not_heard: ["interval", "uplink_button", "topic"],
  weak: ["place"],
  poor: ["place"],
};

/** How far a new device is, in a sentence, and what to check where that takes too long. */
export class StandingView extends LitElement {
  static override properties = {
    words: { attribute: false },
    standing: { reflect: true },
    joining: { attribute: false },
    plan: { attribute: false },
    uplinks: { type: Boolean },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .state {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: var(--ha-font-size-l, 16px);
      }
      .spinner {
        flex: none;
        width: 20px;
        height: 20px;
        border: 3px solid var(--msns-line);
        border-block-start-color: var(--msns-accent);
        border-radius: 50%;
        animation: turn 1s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .spinner {
          animation-duration: 6s;
        }
      }
      .good {
        color: var(--msns-good);
      }
      .bad {
        color: var(--msns-bad);
      }
      ul {
        list-style: disc;
        padding-inline-start: 20px;
      }
    `,
  ];
  declare words: Words;
  declare standing: Standing;
  declare joining: JoiningMessage | undefined;
  /** The gateway's channel plan. */
  declare plan: string | null;
  /** Whether uplinks are read, so that the first one is waited for. */
  declare uplinks: boolean;

  override render(): TemplateResult {
    const { standing, joining } = this;
    const isWaiting = standing === "waiting" || standing === "silent" || (standing === "joined" && this.uplinks);
    const isGood = GOOD.includes(standing);
    const mark = isGood ? "✓" : BAD.includes(standing) ? "✗" : "!";
    const numbers =
      joining?.state === "heard" && joining.rssi !== null
        ? this.#text("signal_numbers", { rssi: joining.rssi, snr: joining.snr ?? "–" })
        : "";
    const checks = CHECKS[standing];
    return html`<div class="stack">
      <p class="state" role="status">
        ${
          isWaiting
            ? html`<span class="spinner"></span>`
            : html`<span aria-hidden="true" class=${isGood ? "good" : "bad"}>${mark}</span>`
        }
        <span>${this.#text(`standing.${standing}`)}</span> <span class="quiet">${numbers}</span>
      </p>
      ${
        checks === undefined
          ? nothing
          : html`<ul>
              ${checks.map((one) => html`<li>${this.#text(`check.${one}`, { plan: this.plan ?? "–" })}</li>`)}
            </ul>`
      }
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`commissioning.${key}`, values);
  }
}

customElements.define("msns-standing", StandingView);
