/** One of several firmware files or releases, to be chosen. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Choice } from "./choice.js";

export const choiceStyles = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .choice {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 12px;
    padding: 12px;
    border: 1px solid var(--msns-line);
    border-radius: 8px;
  }
  .choice > :not(input) {
    grid-column: 2;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .choice input {
    width: 20px;
    height: 20px;
    margin: 2px 0 0;
    accent-color: var(--msns-accent);
  }
  .choice label {
    font-weight: var(--ha-font-weight-medium, 500);
  }
`;

interface Chooser extends HTMLElement {
  /** What is chosen already. */
  chosen: Choice | undefined;
}

/**
 * A choice with what is told about it, and `more` below. Where it is chosen, `chooser` fires
 * `msns-chosen` with it.
 */
export function choiceView(
  chooser: Chooser,
  choice: Choice,
  { id, about, more = nothing }: { id: string; about: string; more?: unknown },
): TemplateResult {
  const isChosen = JSON.stringify(chooser.chosen?.given) === JSON.stringify(choice.given);
  const version = choice.version === "" || choice.label.includes(choice.version) ? "" : ` (${choice.version})`;
  return html`<div class="choice">
    <input
      type="radio"
      name="firmware"
      id=${id}
      .checked=${isChosen}
      @change=${() => {
        choose(chooser, choice);
      }}
    />
    <label for=${id}>${choice.label}${version}</label>
    ${about === "" ? nothing : html`<p class="quiet">${about}</p>`} ${more}
  </div>`;
}

export function choose(chooser: HTMLElement, choice: Choice): void {
  chooser.dispatchEvent(new CustomEvent<Choice>("msns-chosen", { detail: choice, bubbles: true, composed: true }));
}
