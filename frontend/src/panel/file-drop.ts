import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import { icon } from "./icons.js";

/**
 * Where a file is dropped, or chosen. What stands in it is said of the file; what has the slot
 * `after`, below the button. Fires `msns-file` with the `File`.
 */
export class FileDrop extends LitElement {
  static override properties = {
    label: {},
    accept: {},
    busy: { type: Boolean },
    tall: { type: Boolean },
    _over: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .drop {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
        padding: 16px;
        border: 2px dashed var(--msns-quiet);
        border-radius: 8px;
      }
      .drop.over {
        border-color: var(--msns-accent);
        background: var(--msns-sunken);
      }
      input {
        display: none;
      }
      :host([tall]) .drop {
        flex-flow: column;
        padding: 32px 16px;
        border-radius: var(--ha-card-border-radius, 12px);
        text-align: center;
      }
      :host([tall]) .grow {
        flex: none;
      }
      :host([tall]) button {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-height: 44px;
        padding: 4px 24px;
        border-radius: 22px;
      }
    `,
  ];
  /** What the button says. */
  declare label: string;
  /** Which files are offered, as of `<input type="file">`. */
  declare accept: string;
  /** Whether no file is taken now. */
  declare busy: boolean;
  /** Whether it is the main thing of its page. */
  declare tall: boolean;
  declare private _over: boolean;

  constructor() {
    super();
    this.label = this.accept = "";
    this.busy = this.tall = this._over = false;
  }

  override render(): TemplateResult {
    const { label, tall } = this;
    return html`<div class="drop ${this._over ? "over" : ""}" @dragover=${this.#drag} @dragleave=${this.#leave} @drop=${this.#drop}>
      ${tall ? nothing : icon("upload")}
      <div class="grow stack"><slot></slot></div>
      <input type="file" accept=${this.accept} aria-label=${label} ?disabled=${this.busy} @change=${this.#picked} />
      <button class=${tall ? "main" : ""} ?disabled=${this.busy} @click=${this.#choose}>
        ${tall ? icon("upload") : nothing}${label}
      </button>
      <slot name="after"></slot>
    </div>`;
  }

  #take(file: File | undefined): void {
    if (file === undefined || this.busy) return;
    this.dispatchEvent(new CustomEvent<File>("msns-file", { detail: file }));
  }

  readonly #drag = (event: DragEvent): void => {
    event.preventDefault();
    this._over = !this.busy;
  };

  readonly #leave = (): void => {
    this._over = false;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this._over = false;
    this.#take(event.dataTransfer?.files[0]);
  };

  readonly #choose = (): void => {
    this.renderRoot.querySelector("input")?.click();
  };

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // The same file can be chosen again when it was changed.
    input.value = "";
    this.#take(file);
  };
}

customElements.define("msns-file-drop", FileDrop);
