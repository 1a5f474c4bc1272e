import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { HASS, type Hass } from "../hass.js";
import { icon } from "../panel/icons.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { hasAppScanner, scanWithApp } from "./app-scanner.js";
import { Camera, canUseCamera } from "./camera.js";
import { decoder } from "./decode.js";
import { isLabel, readLabel, type Label } from "./label.js";

export interface Scanned {
  label: Label;
}

/**
 * Reads labels: by the companion app, by the camera of the browser, from a picture, or as text.
 * Fires `msns-scanned` with a label. While `paused`, the camera stays on, so that the next device
 * takes no tap, and nothing is looked for.
 */
export class Scanner extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    paused: { type: Boolean, reflect: true },
    _trouble: { state: true },
    _typed: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      :host([paused]) {
        display: none;
      }
      .scan {
        width: 100%;
        min-height: 56px;
        border-radius: 28px;
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 8px;
      }
      .view {
        position: relative;
        border-radius: var(--ha-card-border-radius, 12px);
        overflow: hidden;
        background: #000;
      }
      video {
        display: block;
        width: 100%;
        height: min(45dvh, 24rem);
        object-fit: cover;
      }
      .aim {
        position: absolute;
        inset: 12% 22%;
        border: 3px solid rgb(255 255 255 / 80%);
        border-radius: 16px;
        pointer-events: none;
      }
      form {
        display: flex;
        gap: 8px;
        align-items: end;
      }
      label.text {
        flex: 1;
        min-width: 0;
      }
      input[type="text"] {
        width: 100%;
        min-height: 44px;
        padding: 8px 12px;
        border: 1px solid var(--msns-quiet);
        border-radius: 6px;
        background: var(--msns-surface);
        color: inherit;
        font: inherit;
      }
      form button,
      .picture {
        min-height: 44px;
      }
      .picture {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        padding: 4px 16px;
        border: 1px solid var(--msns-line);
        border-radius: 22px;
        cursor: pointer;
        font-weight: var(--ha-font-weight-medium, 500);
      }
      .picture:focus-within {
        outline: 2px solid var(--msns-text);
        outline-offset: 2px;
      }
      .picture input {
        position: absolute;
        width: 1px;
        height: 1px;
        opacity: 0;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare paused: boolean;
  declare private _trouble: string;
  declare private _typed: string;
  #endApp: (() => void) | undefined;
  readonly #camera = new Camera(
    this,
    () => this.renderRoot.querySelector("video"),
    (found) => {
      this._trouble = this.#take(found) ?? "";
    },
  );

  constructor() {
    super();
    this.paused = false;
    this._trouble = this._typed = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endApp?.();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("paused") && changed.get("paused") === true) this.#camera.look();
  }

  /** Begins to scan by the app, by the camera, or by what is typed: a person has asked for the next device. */
  start(): void {
    this._trouble = "";
    if (hasAppScanner(this.hass)) this.#scanWithApp();
    else if (!canUseCamera()) this.renderRoot.querySelector<HTMLElement>('input[type="text"]')?.focus();
    else if (this.#camera.isOff) void this.#startCamera();
  }

  override render(): TemplateResult {
    const text = (key: string): string => this.words.text(`commissioning.${key}`);
    const isOn = !this.#camera.isOff;
    return html`<div class="stack">
      <div class="view" ?hidden=${!isOn}>
        <video playsinline muted aria-label=${text("camera_view")}></video>
        <div class="aim"></div>
      </div>
      ${
        isOn
          ? html`<p class="quiet" role="status">${text("aim")}</p>`
          : hasAppScanner(this.hass) || canUseCamera()
            ? html`<button class="main scan" @click=${this.#started}>${icon("scan")}${text("scan")}</button>`
            : html`<p class="quiet">${text(window.isSecureContext ? "no_camera" : "not_secure")}</p>`
      }
      ${this._trouble === "" ? nothing : html`<p role="alert">${this._trouble}</p>`}
      <form @submit=${this.#submitted}>
        <label class="stack text"
          ><span class="quiet">${text("paste")}</span>
          <input
            type="text"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            .value=${this._typed}
            @input=${this.#typing}
            @paste=${this.#pasted}
          />
        </label>
        <button>${text("read")}</button>
      </form>
      <div class="row">
        <label class="picture"
          ><input type="file" accept="image/*" @change=${this.#pictureChosen} />${icon("file")}${text("picture")}</label
        >
        ${isOn ? html`<button class="plain" @click=${this.#stopped}>${text("camera_off")}</button>` : nothing}
      </div>
    </div>`;
  }

  /** Takes a text, from wherever it comes. Returns why it can't be used. */
  #take(text: string): string | undefined {
    const reading = readLabel(text);
    if (!isLabel(reading)) {
      const values = { value: reading.value };
      return this.words.text(`commissioning.trouble.${reading.trouble}`, values);
    }
    this._trouble = this._typed = "";
    this.dispatchEvent(new CustomEvent<Scanned>("msns-scanned", { detail: { label: reading } }));
    return undefined;
  }

  readonly #started = (): void => {
    this.start();
  };

  readonly #stopped = (): void => {
    this.#endApp?.();
    this.#camera.stop();
  };

  #scanWithApp(): void {
    const text = (key: string): string => this.words.text(`commissioning.${key}`);
    this.#endApp?.();
    this.#endApp = scanWithApp(this.hass, {
      title: text("scan_title"),
      description: text("aim"),
      otherwise: text("paste"),
      found: (found) => this.#take(found),
      closed: () => {
        this.renderRoot.querySelector<HTMLInputElement>('input[type="text"]')?.focus();
      },
    });
  }

  async #startCamera(): Promise<void> {
    try {
      await this.#camera.start();
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === "NotAllowedError";
      this._trouble = this.words.text(`commissioning.trouble.${isRefused ? "camera_refused" : "camera"}`, {
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  readonly #typing = (event: Event): void => {
    this._typed = (event.target as HTMLInputElement).value;
  };

  /** What is pasted is read at once: that saves a tap. */
  readonly #pasted = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (text.trim() === "") return;
    const wrong = this.#take(text);
    if (wrong === undefined) event.preventDefault();
    this._trouble = wrong ?? "";
  };

  readonly #submitted = (event: Event): void => {
    event.preventDefault();
    this._trouble = this.#take(this._typed) ?? "";
  };

  readonly #pictureChosen = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file === undefined) return;
    try {
      const picture = await createImageBitmap(file);
      const found = await (await decoder())(picture);
      picture.close();
      this._trouble =
        found === null ? this.words.text("commissioning.trouble.no_code") : (this.#take(found) ?? "");
    } catch {
      this._trouble = this.words.text("commissioning.trouble.no_picture", { name: file.name });
    }
  };
}

customElements.define("msns-scanner", Scanner);
