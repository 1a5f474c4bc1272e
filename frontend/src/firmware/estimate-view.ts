import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { EstimateMessage } from "./messages.js";
import { noteStyles, notes } from "./notes.js";

/** How much a task sends, how long that takes, and what the gateway's side warns of. */
export class EstimateView extends LitElement {
  static override properties = {
    words: { attribute: false },
    told: { attribute: false },
    estimating: { type: Boolean },
    wrong: { type: Boolean },
  };
  static override styles = [
    base,
    noteStyles,
    css`
      :host {
        display: contents;
      }
      .estimate {
        padding: 12px 16px;
        border-inline-start: 4px solid var(--msns-accent);
        background: var(--msns-sunken);
      }
      b {
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
      }
    `,
  ];
  declare words: Words;
  declare told: EstimateMessage | undefined;
  /** Whether it is being worked out. */
  declare estimating: boolean;
  /** Whether something must be put right before there is an estimate. */
  declare wrong: boolean;

  constructor() {
    super();
    this.estimating = this.wrong = false;
  }

  override render(): TemplateResult {
    const { estimate, warnings } = this.told ?? { estimate: null, warnings: [] };
    const started = this.told?.values.started_at;
    const shown =
      estimate === null
        ? this.#text(this.estimating ? "reckoning" : this.wrong ? "wrong" : "no_estimate")
        : this.#text("estimate", {
            fragments: this.words.number(estimate.sent_fragments),
            duration: this.words.duration(estimate.duration),
            ends: this.words.moment(new Date(estimate.ends_at)),
          });
    return html`<div class="estimate stack" aria-live="polite">
        <b>${shown}</b>
        ${
          typeof started === "string"
            ? html`<p class="quiet">${this.#text("starts", { at: this.words.moment(new Date(started)) })}</p>`
            : nothing
        }
      </div>
      ${notes(warnings)}`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`firmware.${key}`, values);
  }
}

customElements.define("msns-firmware-estimate", EstimateView);
