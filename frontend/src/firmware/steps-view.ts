import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { STEPS, type Step } from "./steps.js";

/** All steps by name, and the way back to those that are done. Fires `msns-step` with a step. */
export class StepsView extends LitElement {
  static override properties = {
    words: { attribute: false },
    step: { attribute: false },
  };
  static override styles = [
    base,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 24px;
        counter-reset: step;
      }
      li {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 40px;
        border-bottom: 3px solid transparent;
        counter-increment: step;
        color: var(--msns-quiet);
      }
      li::before {
        content: counter(step) ". ";
      }
      li[aria-current] {
        color: var(--msns-text);
        font-weight: var(--ha-font-weight-medium, 500);
        border-color: var(--msns-accent);
      }
      button {
        min-height: 32px;
        padding: 0;
        border: 0;
        border-radius: 0;
        font-weight: inherit;
        text-decoration: underline;
      }
    `,
  ];
  declare words: Words;
  declare step: Step;

  override render(): TemplateResult {
    const at = STEPS.indexOf(this.step);
    return html`<ol aria-label=${this.words.text("firmware.steps")}>
      ${STEPS.map((one, number) => {
        const name = this.words.text(`firmware.step.${one}`);
        const back = (): void => {
          this.dispatchEvent(new CustomEvent<Step>("msns-step", { detail: one }));
        };
        return html`<li aria-current=${number === at ? "step" : nothing}>
          ${number < at ? html`<button @click=${back}>${name}</button>` : name}
        </li>`;
      })}
    </ol>`;
  }
}

customElements.define("msns-firmware-steps", StepsView);
