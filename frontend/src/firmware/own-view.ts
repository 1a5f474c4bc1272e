import { LitElement, html, nothing, type TemplateResult } from "lit";
import { ask, refusal } from "../actions.js";
import { DOMAIN, HASS, type Hass } from "../hass.js";
import { problems } from "../panel/actions.js";
import "../panel/file-drop.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { choiceStyles, choiceView, choose } from "./choice-view.js";
import { own, type Choice } from "./choice.js";
import type { UploadMessage, UploadedMessage, UploadsMessage } from "./messages.js";

/** Home Assistant's own way to send a request with the rights of the person who looks. */
interface Fetching {
  fetchWithAuth(path: string, init: RequestInit): Promise<Response>;
}

/** A file of one's own, which Home Assistant keeps. Fires `msns-chosen` with a `Choice`. */
export class OwnView extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    chosen: { attribute: false },
    _uploads: { state: true },
    _error: { state: true },
    _busy: { state: true },
  };
  static override styles = [base, choiceStyles];
  declare hass: Hass;
  declare words: Words;
  declare chosen: Choice | undefined;
  declare private _uploads: readonly UploadMessage[] | undefined;
  declare private _error: string;
  declare private _busy: boolean;

  constructor() {
    super();
    this._error = "";
    this._busy = false;
  }

  override firstUpdated(): void {
    void this.#readUploads();
  }

  override render(): TemplateResult {
    const uploads = this._uploads ?? [];
    return html`<div class="stack">
      ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
      <msns-file-drop
        .label=${this.#text("choose_file")}
        accept=".bin,application/octet-stream"
        ?busy=${this._busy}
        @msns-file=${(event: CustomEvent<File>) => {
          void this.#upload(event.detail);
        }}
      >
        <p>${this.#text(this._busy ? "uploading" : "drop")}</p>
      </msns-file-drop>
      ${
        uploads.length === 0
          ? nothing
          : html`<div class="stack" role="radiogroup" aria-label=${this.#text("own")}>
              ${uploads.map((one, number) => choiceView(this, own(one.name), { id: `own-${number}`, about: this.#sums(one) }))}
            </div>`
      }
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.words.text(`firmware.${key}`, values);
  }

  #sums(one: UploadMessage): string {
    return [
      this.#text("size", { size: this.words.number(Math.ceil(one.size / 1024)) }),
      `MD5 ${one.md5}`,
      `CRC-32 ${one.crc32}`,
    ].join(" · ");
  }

  async #upload(file: File, replace = false): Promise<void> {
    if (this._busy) return;
    this._busy = true;
    this._error = "";
    try {
      const fileId = await sent(this.hass, file);
      const told = (await this.hass.connection.sendMessagePromise({
        type: `${DOMAIN}/firmware/upload`,
        file_id: fileId,
        replace,
      })) as UploadedMessage;
      if (told.problems.length > 0) {
        throw await problems(this.hass, told.problems, () => file.name);
      }
      if (told.uploaded !== null) {
        await this.#readUploads();
        choose(this, own(told.uploaded.name));
      } else if (told.present !== null) {
        ask(this, {
          title: this.#text("replace", { file: told.present.name }),
          text: this.#text("replace_text"),
          names: [this.#sums(told.present)],
          confirm: this.#text("replace_confirm"),
          act: () => this.#upload(file, true),
        });
      }
    } catch (error) {
      this._error = await refusal(this.hass, error);
    } finally {
      this._busy = false;
    }
  }

  async #readUploads(): Promise<void> {
    try {
      const told = await this.hass.connection.sendMessagePromise({ type: `${DOMAIN}/firmware/uploads` });
      this._uploads = (told as UploadsMessage).uploads;
    } catch (error) {
      this._error = await refusal(this.hass, error);
    }
  }
}

/** Sends a file to Home Assistant, and returns by what it is known there. */
async function sent(hass: Hass, file: File): Promise<string> {
  const body = new FormData();
  body.append("file", file);
  const response = await (hass as unknown as Fetching).fetchWithAuth("/api/file_upload", { method: "POST", body });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const { file_id } = (await response.json()) as { file_id: string };
  return file_id;
}

customElements.define("msns-firmware-own", OwnView);
