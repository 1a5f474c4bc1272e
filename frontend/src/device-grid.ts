import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { MARKS, counted, failedFirst, markOf, type Mark } from "./device-states.js";
import { HASS, deviceName, devicePage, type Hass, navigate } from "./hass.js";
import { deviceLink } from "./links.js";
import type { DeviceMessage } from "./messages.js";
import { base } from "./styles.js";
import type { Words } from "./words.js";

// Beside its colour, each mark has a sign: colours alone do not tell everybody.
const SIGNS: Record<Mark, string> = {
  failed: "!",
  done: "✓",
  received: "●",
  receiving: "↓",
  waiting: "·",
};
const SIZE = 24;
const GAP = 4;
// So many rows are shown; the others are scrolled to.
const ROWS = 6;
// Rows beyond its edges that are drawn already.
const SPARE = 1;
const ROW = SIZE + GAP;
const PADDING = 2;

/** The devices of a task, one mark each. One stop of the keyboard; its arrows go through them. */
export class DeviceGrid extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    devices: { attribute: false },
    _at: { state: true },
    _row: { state: true },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .grid {
        overflow: auto;
        padding: ${PADDING}px;
        border-radius: 4px;
      }
      .window {
        display: grid;
        gap: ${GAP}px;
      }
      .mark {
        display: grid;
        place-items: center;
        width: ${SIZE}px;
        height: ${SIZE}px;
        border: 1px solid var(--msns-quiet);
        border-radius: 4px;
        background: var(--msns-surface);
        color: var(--msns-text);
        font-size: 14px;
        line-height: 1;
        cursor: pointer;
      }
      .mark.done {
        border-color: var(--msns-good);
        background: color-mix(in srgb, var(--msns-good) 18%, var(--msns-surface));
      }
      .mark.receiving,
      .mark.received {
        border-color: var(--msns-accent);
        background: color-mix(in srgb, var(--msns-accent) 14%, var(--msns-surface));
      }
      .mark.failed {
        border: 2px solid var(--msns-bad);
        background: color-mix(in srgb, var(--msns-bad) 18%, var(--msns-surface));
        font-weight: 700;
      }
      .mark.at {
        outline: 2px solid var(--msns-text);
        outline-offset: 1px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
      }
      .legend .mark {
        display: inline-grid;
        width: 16px;
        height: 16px;
        font-size: 11px;
        cursor: default;
        vertical-align: -3px;
      }
      .one {
        min-height: 2.8em;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare devices: readonly DeviceMessage[];
  declare private _at: number;
  /** The first row that is seen. */
  declare private _row: number;
  #ordered: DeviceMessage[] = [];
  #width = 0;
  #resized: ResizeObserver | undefined;

  constructor() {
    super();
    this._at = -1;
    this._row = 0;
    this.devices = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized = new ResizeObserver(([entry]) => {
      this.#width = entry?.contentRect.width ?? 0;
      this.requestUpdate();
    });
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("devices")) return;
    const chosen = this.#ordered[this._at];
    this.#ordered = failedFirst(this.devices);
    if (chosen !== undefined) {
      this._at = this.#ordered.findIndex((one) => isSame(one, chosen));
    }
  }

  override render(): TemplateResult {
    const at = this.#ordered[this._at];
    return html`<div class="stack">
      <div class="legend quiet">${this.#legend()}</div>
      ${this.#width === 0 ? nothing : this.#grid(at)}
      <p class="one quiet" aria-live="polite">${at === undefined ? this.words.text("device.choose") : this.#told(at)}</p>
    </div>`;
  }

  /** Only the rows that can be seen are drawn: there may be thousands of devices. */
  #grid(at: DeviceMessage | undefined): TemplateResult {
    const columns = this.#columns;
    const rows = Math.ceil(this.#ordered.length / columns);
    const seen = Math.min(rows, ROWS);
    const height = seen * ROW + 2 * PADDING + (rows > ROWS ? SIZE / 2 : 0);
    const from = Math.max(0, Math.min(this._row, rows - seen) - SPARE);
    const first = from * columns;
    const last = (from + seen + 1 + 2 * SPARE) * columns;
    const isDrawn = at !== undefined && this._at >= first && this._at < last;
    return html`<div
      class="grid"
      role="listbox"
      tabindex="0"
      style="height: ${height}px"
      aria-label=${this.words.text("device.list", { devices: this.words.devices(this.#ordered.length) })}
      aria-activedescendant=${isDrawn ? `device-${this._at}` : nothing}
      @keydown=${this.#keyDown}
      @click=${this.#clicked}
      @mouseover=${this.#pointed}
      @focus=${this.#focused}
      @scroll=${this.#scrolled}
    >
      <div role="presentation" style="height: ${rows * ROW}px">
        <div
          class="window"
          role="presentation"
          style="grid-template-columns: repeat(${columns}, ${SIZE}px); transform: translateY(${from * ROW}px)"
        >
          ${this.#ordered.slice(first, last).map((device, index) => this.#mark(device, first + index))}
        </div>
      </div>
    </div>`;
  }

  get #columns(): number {
    return Math.max(1, Math.floor((this.#width - 2 * PADDING + GAP) / ROW));
  }

  #legend(): TemplateResult[] {
    const counts = counted(this.devices);
    return MARKS.filter((mark) => counts.has(mark)).map(
      (mark) =>
        html`<span
          ><span class="mark ${mark}" aria-hidden="true">${SIGNS[mark]}</span>
          ${this.words.text(`mark.${mark}`, { number: this.words.number(counts.get(mark) ?? 0) })}</span
        >`,
    );
  }

  #mark(device: DeviceMessage, index: number): TemplateResult {
    const mark = markOf(device);
    const label = `${this.#name(device)}: ${this.words.status(device.status)}`;
    return html`<div
      id="device-${index}"
      class="mark ${mark} ${index === this._at ? "at" : ""}"
      role="option"
      aria-selected=${index === this._at ? "true" : "false"}
      aria-label=${label}
      aria-setsize=${this.#ordered.length}
      aria-posinset=${index + 1}
    >
      ${SIGNS[mark]}
    </div>`;
  }

  #told(device: DeviceMessage): TemplateResult {
    const name = this.#name(device);
    const failed = markOf(device) === "failed";
    return html`${deviceLink(device.device_id, name)}: ${this.words.status(device.status)}${
      failed ? html`. ${this.words.advice(device.status)}` : nothing
    }`;
  }

  #name(device: DeviceMessage): string {
    return deviceName(this.hass, device.device_id, device.name);
  }

  readonly #clicked = (event: Event): void => {
    const mark = markUnder(event);
    if (mark !== null) this._at = Number(mark.id.replace("device-", ""));
  };

  // A hint for each of very many marks would be drawn anew with each change.
  readonly #pointed = (event: Event): void => {
    const mark = markUnder(event);
    if (mark !== null) mark.title = mark.ariaLabel ?? "";
  };

  readonly #scrolled = (event: Event): void => {
    this._row = Math.floor((event.currentTarget as HTMLElement).scrollTop / ROW);
  };

  /** Scrolls so far that a row can be seen whole. */
  #scrollTo(row: number): void {
    const grid = this.renderRoot.querySelector(".grid");
    if (grid === null) return;
    const least = (row + 1) * ROW - grid.clientHeight;
    grid.scrollTop = Math.min(Math.max(grid.scrollTop, least), row * ROW);
  }

  readonly #focused = (): void => {
    if (this._at < 0 && this.#ordered.length > 0) this._at = 0;
  };

  readonly #keyDown = (event: KeyboardEvent): void => {
    const last = this.#ordered.length - 1;
    const forward = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowRight: this._at + forward,
      ArrowLeft: this._at - forward,
      ArrowDown: this._at + this.#columns,
      ArrowUp: this._at - this.#columns,
      Home: 0,
      End: last,
    };
    const wanted = steps[event.key];
    const chosen = this.#ordered[this._at];
    if (wanted !== undefined && last >= 0) {
      event.preventDefault();
      this._at = Math.min(Math.max(wanted, 0), last);
      this.#scrollTo(Math.floor(this._at / this.#columns));
    } else if (event.key === "Enter" && typeof chosen?.device_id === "string") {
      navigate(devicePage(chosen.device_id));
    }
  };
}

function markUnder(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>('[role="option"]');
}

function isSame(one: DeviceMessage, other: DeviceMessage): boolean {
  return one.device_id === other.device_id && one.name === other.name;
}

customElements.define("msns-device-grid", DeviceGrid);
