import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { STEPS, type Step } from "./steps.js";

/**
 * The ways back and on from a step. Fires `msns-step` with the step that is wanted, and `msns-start`
 * after the last one.
 */
export class FootView extends LitElement {
  static override properties = {
    words: { attribute: false },
    step: { attribute: false },
    ready: { type: Boolean },
    busy: { type: Boolean },
  };
  static override styles = [
    base,
    css`
      :host {
        position: sticky;
        inset-block-end: -16px;
        display: flex;
        justify-content: space-between;
        gap: 8px;
        padding-block: 12px;
        background: var(--primary-background-color, #fafafa);
        z-index: 1;
      }
      button {
        min-height: 44px;
        padding-inline: 24px;
        border-radius: 22px;
      }
      .main {
        margin-inline-start: auto;
      }
    `,
  ];
  declare words: Words;
  declare step: Step;
  /** Whether the step has what the next one needs. */
  declare ready: boolean;
  declare busy: boolean;

  override render(): TemplateResult {
    const number = STEPS.indexOf(this.step);
    const before = STEPS[number - 1];
    const after = STEPS[number + 1];
    const isClosed = this.busy || !this.ready;
    return html`${
      before === undefined
        ? nothing
        : html`<button
            ?disabled=${this.busy}
            @click=${() => {
              this.#go(before);
            }}
          >
            ${this.#text("back")}
          </button>`
    }
    ${
      after === undefined
        ? html`<button class="main" ?disabled=${isClosed} @click=${this.#start}>
            ${this.#text(this.busy ? "starting" : "start")}
          </button>`
        : html`<button
            class="main"
            ?disabled=${isClosed}
            @click=${() => {
              this.#go(after);
            }}
          >
            ${this.#text("next")}
          </button>`
    }`;
  }

  #text(key: string): string {
    return this.words.text(`firmware.${key}`);
  }

  #go(step: Step): void {
    this.dispatchEvent(new CustomEvent<Step>("msns-step", { detail: step }));
  }

  readonly #start = (): void => {
    this.dispatchEvent(new CustomEvent("msns-start"));
  };
}

customElements.define("msns-firmware-foot", FootView);
