import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import "../panel/file-drop.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { decodeText } from "./decode.js";
import { MOST_BYTES, TableError, readTable, type Table } from "./table.js";

export interface Opened {
  name: string;
  table: Table;
}

/** Takes a file with a table, dropped, chosen, or pasted as text. Fires `msns-opened` with the table. */
export class FileView extends LitElement {
  static override properties = {
    words: { attribute: false },
    _trouble: { state: true },
    _busy: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      textarea {
        width: 100%;
        min-height: 7em;
        padding: 8px 12px;
        border: 1px solid var(--msns-quiet);
        border-radius: 6px;
        background: var(--msns-surface);
        color: inherit;
        font-family: var(--ha-font-family-code, monospace);
        font-size: inherit;
      }
      button {
        min-height: 44px;
        align-self: start;
      }
    `,
  ];
  declare words: Words;
  declare private _trouble: string;
  declare private _busy: boolean;

  constructor() {
    super();
    this._busy = false;
    this._trouble = "";
  }

  override render(): TemplateResult {
    const text = (key: string): string => this.words.text(`import.${key}`);
    return html`<div class="stack">
      <msns-file-drop
        tall
        .label=${text("choose")}
        accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        ?busy=${this._busy}
        @msns-file=${this.#taken}
      >
        <p>${text("drop")}</p>
        <p slot="after" class="quiet">${text("formats")}</p>
      </msns-file-drop>
      ${this._trouble === "" ? nothing : html`<p role="alert">${this._trouble}</p>`}
      <label class="stack"
        ><span>${text("paste")}</span>
        <textarea spellcheck="false" autocomplete="off" placeholder=${text("sample")}></textarea>
      </label>
      <button ?disabled=${this._busy} @click=${this.#pasted}>${text("read")}</button>
    </div>`;
  }

  async #open(name: string, content: () => Promise<string>): Promise<void> {
    this._busy = true;
    this._trouble = "";
    try {
      const table = await readTable(await content());
      this.dispatchEvent(new CustomEvent<Opened>("msns-opened", { detail: { name, table } }));
    } catch (error) {
      const trouble = error instanceof TableError ? error.trouble : "unreadable";
      const values = error instanceof TableError ? error.values : { name };
      this._trouble = this.words.text(`import.trouble.${trouble}`, values);
    } finally {
      this._busy = false;
    }
  }

  readonly #taken = ({ detail: file }: CustomEvent<File>): void => {
    void this.#open(file.name, async () => {
      if (file.size > MOST_BYTES) throw new TableError("too_large", { most: MOST_BYTES / 1024 / 1024 });
      return decodeText(new Uint8Array(await file.arrayBuffer()));
    });
  };

  readonly #pasted = (): void => {
    const text = this.renderRoot.querySelector("textarea")?.value ?? "";
    void this.#open(this.words.text("import.pasted"), () => Promise.resolve(text));
  };
}

customElements.define("msns-file-view", FileView);
