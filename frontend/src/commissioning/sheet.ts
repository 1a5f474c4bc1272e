import { LitElement, css, html, svg, type TemplateResult } from "lit";
import { encode } from "uqr";
import { download } from "../download.js";
import { HASS, type Hass } from "../hass.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { RoundDevice } from "./round.js";

/** How the sheet looks on paper and in a file, where nothing of the page is there. */
const PAPER = `
  body { font: 12pt/1.4 sans-serif; color: #000; background: #fff; margin: 1cm; }
  h1 { font-size: 16pt; margin: 0 0 8pt; }
  .labels { display: grid; grid-template-columns: repeat(2, 1fr); gap: 6mm; }
  .label { display: flex; gap: 4mm; align-items: center; border: 1px solid #999; padding: 3mm; break-inside: avoid; }
  .label svg { width: 28mm; height: 28mm; flex: none; }
  .label div { min-width: 0; overflow-wrap: anywhere; }
  .name { font-weight: bold; }
  .eui { font-family: monospace; }
  p { margin: 0; }
`;

/** The sheet of a round: name, area, DevEUI and QR code of each device, to be printed or kept. */
export class Sheet extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    heading: {},
    devices: { attribute: false },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .paper {
        padding: 16px;
        border: 1px solid var(--msns-line);
        background: #fff;
        color: #000;
        margin-block-start: 12px;
      }
      .labels {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
        gap: 12px;
      }
      .label {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 8px;
        border: 1px solid #999;
      }
      .label svg {
        flex: none;
        width: 96px;
        height: 96px;
      }
      .label div {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: bold;
      }
      .eui {
        font-family: var(--ha-font-family-code, monospace);
      }
      h1 {
        font-size: 20px;
        margin: 0 0 12px;
      }
      .tools button {
        min-height: 44px;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare heading: string;
  declare devices: readonly RoundDevice[];

  override render(): TemplateResult {
    const text = (key: string): string => this.words.text(`commissioning.${key}`);
    return html`<div class="row tools">
        <button class="main" @click=${this.#print}>${text("print")}</button>
        <button @click=${this.#download}>${text("download_sheet")}</button>
        <button class="plain" @click=${this.#back}>${text("back")}</button>
      </div>
      <div class="paper">
        <h1>${this.heading}</h1>
        <div class="labels">${this.devices.map((device) => this.#label(device))}</div>
      </div>`;
  }

  #label(device: RoundDevice): TemplateResult {
    const area = this.hass.areas[device.areaId]?.name ?? "";
    return html`<div class="label">
      ${qrCode(device.code, this.words.text("commissioning.qr_of", { name: device.name }))}
      <div>
        <p class="name">${device.name}</p>
        <p>${area}</p>
        <p class="eui">${device.devEui}</p>
      </div>
    </div>`;
  }

  /** The sheet as a page of its own. */
  get #document(): string {
    const paper = this.renderRoot.querySelector(".paper");
    const title = document.createElement("title");
    title.textContent = this.heading;
    return `<!doctype html><html lang="${this.words.language}"><head><meta charset="utf-8">${title.outerHTML}<style>${PAPER}</style></head><body>${paper?.innerHTML ?? ""}</body></html>`;
  }

  /** Home Assistant around it is not to be printed, so it is printed from a frame of its own. */
  readonly #print = (): void => {
    const frame = document.createElement("iframe");
    frame.title = this.heading;
    frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0;";
    frame.srcdoc = this.#document;
    frame.addEventListener("load", () => {
      const page = frame.contentWindow;
      page?.addEventListener("afterprint", () => {
        frame.remove();
      });
      page?.print();
    });
    this.renderRoot.append(frame);
  };

  readonly #download = (): void => {
    download(`${this.heading}.html`, this.#document, "text/html");
  };

  readonly #back = (): void => {
    this.dispatchEvent(new CustomEvent("msns-close"));
  };
}

/** A QR code, black on white whatever the theme is, for scanners want it so. */
function qrCode(text: string, label: string): TemplateResult {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x},${y}h1v1h-1z`] : [])))
    .join("");
  return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    ${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path>`}
  </svg>`;
}

customElements.define("msns-sheet", Sheet);
