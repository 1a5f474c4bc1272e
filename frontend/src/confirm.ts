import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { refusal, type Question } from "./actions.js";
import { HASS, type Hass } from "./hass.js";
import { base } from "./styles.js";
import type { Words } from "./words.js";

/** A dialog that tells what something costs before it is done, and why it could not be. */
export class Confirm extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    _question: { state: true },
    _busy: { state: true },
    _progress: { state: true },
    _error: { state: true },
  };
  static override styles = [
    base,
    css`
      dialog {
        width: min(28rem, calc(100vw - 32px));
        padding: 24px;
        border: 1px solid var(--msns-line);
        border-radius: var(--ha-card-border-radius, 12px);
        background: var(--msns-surface);
        color: var(--msns-text);
        font-family: var(--ha-font-family-body, inherit);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      h2 {
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
        overflow-wrap: anywhere;
      }
      .stack {
        gap: 16px;
      }
      [role="status"]:empty {
        display: none;
      }
      ul {
        max-height: 30vh;
        padding: 4px 8px;
        border: 1px solid var(--msns-line);
        border-radius: 6px;
        overflow: auto;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare private _question: Question | undefined;
  declare private _busy: boolean;
  declare private _progress: string;
  declare private _error: string;

  async open(question: Question): Promise<void> {
    this._question = question;
    this._busy = false;
    this._error = this._progress = "";
    await this.updateComplete;
    this.#dialog?.showModal();
  }

  override render(): TemplateResult | typeof nothing {
    const question = this._question;
    if (question === undefined) return nothing;
    return html`<dialog
      aria-labelledby="title"
      aria-describedby="text"
      @cancel=${this.#cancelled}
      @close=${this.#closed}
    >
      <div class="stack">
        <h2 id="title">${question.title}</h2>
        <p id="text">${question.text}</p>
        ${
          question.names === undefined
            ? nothing
            : html`<ul tabindex="0" aria-label=${question.text}>
                ${question.names.map((one) => html`<li>${one}</li>`)}
              </ul>`
        }
        <p role="status">${this._progress}</p>
        ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
        <div class="row end">
          <button ?disabled=${this._busy} @click=${this.#close}>
            ${this.words.text(this._error === "" ? "confirm.back" : "confirm.close")}
          </button>
          <button class="main" ?disabled=${this._busy} @click=${this.#act}>
            ${this._busy ? this.words.text("confirm.busy") : question.confirm}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  readonly #close = (): void => {
    this.#dialog?.close();
  };

  readonly #cancelled = (event: Event): void => {
    if (this._busy) event.preventDefault();
  };

  readonly #closed = (): void => {
    this._question = undefined;
  };

  readonly #act = async (): Promise<void> => {
    const question = this._question;
    if (question === undefined) return;
    this._busy = true;
    this._error = "";
    try {
      await question.act((progress) => {
        this._progress = progress;
      });
      if (this._question === question) this.#close();
    } catch (error) {
      const reason = await refusal(this.hass, error);
      // Browsers close a dialog all the same where somebody insists: what went wrong has to be seen.
      if (this._question === undefined) await this.open(question);
      if (this._question === question) this._error = reason;
    } finally {
      this._progress = "";
      this._busy = false;
    }
  };
}

customElements.define("msns-confirm", Confirm);
