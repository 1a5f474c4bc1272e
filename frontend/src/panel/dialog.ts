import { LitElement, css, html, type TemplateResult } from "lit";
import { ask } from "../actions.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { icon } from "./icons.js";

/** Asks whether to leave what is not saved yet. */
export function askToLeave(from: HTMLElement, words: Words, leave: () => void): void {
  ask(from, {
    title: words.text("panel.form.leave"),
    text: words.text("panel.form.leave_text"),
    confirm: words.text("panel.form.leave_confirm"),
    act: () => {
      leave();
      return Promise.resolve();
    },
  });
}

/**
 * A dialog: its content, and under `slot="buttons"` what can be done. On a phone it fills the page.
 * Fires `msns-close` where somebody wants to close it; who opened it decides.
 */
export class Dialog extends LitElement {
  static override properties = {
    heading: {},
    closeLabel: {},
    wide: { type: Boolean, reflect: true },
  };
  static override styles = [
    base,
    css`
      dialog {
        display: flex;
        flex-direction: column;
        width: min(36rem, calc(100vw - 32px));
        max-height: calc(100dvh - 32px);
        padding: 0;
        border: 1px solid var(--msns-line);
        border-radius: var(--ha-card-border-radius, 12px);
        background: var(--msns-surface);
        color: var(--msns-text);
        font-family: var(--ha-font-family-body, inherit);
      }
      :host([wide]) dialog {
        width: min(64rem, calc(100vw - 32px));
      }
      dialog:not([open]) {
        display: none;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        padding-block: 12px;
        padding-inline: 24px 12px;
        border-bottom: 1px solid var(--msns-line);
      }
      h2 {
        flex: 1;
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-normal, 400);
        overflow-wrap: anywhere;
      }
      .content {
        flex: 1;
        min-height: 0;
        padding: 16px 24px;
        overflow: auto;
      }
      .content:focus-visible {
        outline: none;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 24px;
        border-top: 1px solid var(--msns-line);
      }
      .close {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        padding: 0;
      }
      @media (max-width: 600px) {
        dialog,
        :host([wide]) dialog {
          width: 100vw;
          max-width: 100vw;
          height: 100dvh;
          max-height: 100dvh;
          border: 0;
          border-radius: 0;
        }
        .content,
        footer {
          padding-inline: 16px;
        }
      }
    `,
  ];
  declare heading: string;
  declare closeLabel: string;
  declare wide: boolean;
  /** What had the focus before, and has it again afterwards. */
  #focused: HTMLElement | undefined;

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @cancel=${this.#cancelled}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button class="plain close" aria-label=${this.closeLabel} @click=${this.#close}>
          ${icon("close")}
        </button>
      </header>
      <div class="content" tabindex="-1"><slot></slot></div>
      <footer><slot name="buttons"></slot></footer>
    </dialog>`;
  }

  override firstUpdated(): void {
    this.#show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Browsers do so where a dialog is closed, not where it is taken away.
    this.#focused?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#show();
  }

  #show(): void {
    this.#focused = focused();
    this.#dialog?.showModal();
    // Else the button that closes it would have the focus.
    this.renderRoot.querySelector<HTMLElement>(".content")?.focus();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  readonly #cancelled = (event: Event): void => {
    event.preventDefault();
    this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("msns-close", { bubbles: true, composed: true }));
  };
}

/** What has the focus, however deep in elements it is. */
function focused(): HTMLElement | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : undefined;
}

customElements.define("msns-dialog", Dialog);
