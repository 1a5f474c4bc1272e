import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { HASS, type Hass } from "../hass.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";

/** What was done, in a sentence, and what takes it back. */
export interface Toast {
  text: string;
  undo?: () => Promise<unknown>;
}

const SHOWN_MS = 6000;
// Who wants to undo something must find the button first.
const SHOWN_WITH_UNDO_MS = 20_000;

/** Has the panel say something. */
export function toast(from: HTMLElement, said: Toast): void {
  from.dispatchEvent(
    new CustomEvent<Toast>("msns-toast", { detail: said, bubbles: true, composed: true }),
  );
}

/** What was done last, at the foot of the page, with an undo where there is one. */
export class ToastElement extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    _said: { state: true },
    _busy: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        inset-block-end: 16px;
        inset-inline: 0;
        z-index: 5;
        display: flex;
        justify-content: center;
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: 8px;
        max-width: min(40rem, calc(100vw - 32px));
        padding: 8px 16px;
        border-radius: 8px;
        background: var(--msns-text);
        color: var(--msns-surface);
        box-shadow: 0 2px 8px rgb(0 0 0 / 30%);
        pointer-events: auto;
      }
      button {
        border-color: currentcolor;
        color: inherit;
        white-space: nowrap;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare private _said: Toast | undefined;
  declare private _busy: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(said: Toast): void {
    this._said = said;
    this._busy = false;
    this.#stay();
  }

  override render(): TemplateResult {
    const said = this._said;
    return html`<div role="status">
      ${
        said === undefined
          ? nothing
          : html`<div
              class="toast"
              @pointerenter=${this.#hold}
              @pointerleave=${this.#stay}
              @focusin=${this.#hold}
              @focusout=${this.#stay}
            >
              <span>${said.text}</span>
              ${
                said.undo === undefined
                  ? nothing
                  : html`<button class="plain" ?disabled=${this._busy} @click=${this.#undo}>
                      ${this.words.text("panel.undo")}
                    </button>`
              }
              <button class="plain" @click=${this.#close}>${this.words.text("panel.close")}</button>
            </div>`
      }
    </div>`;
  }

  readonly #hold = (): void => {
    clearTimeout(this.#timer);
  };

  readonly #stay = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#close, this._said?.undo ? SHOWN_WITH_UNDO_MS : SHOWN_MS);
  };

  readonly #close = (): void => {
    clearTimeout(this.#timer);
    this._said = undefined;
  };

  readonly #undo = async (): Promise<void> => {
    const said = this._said;
    if (said?.undo === undefined) return;
    this._busy = true;
    this.#hold();
    try {
      await said.undo();
      if (this._said === said) this.show({ text: this.words.text("panel.undone") });
    } catch (error) {
      const reason = await refusal(this.hass, error);
      this.show({ text: this.words.text("panel.not_undone", { reason }) });
    }
  };
}

customElements.define("msns-toast", ToastElement);
