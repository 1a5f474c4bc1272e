import { LitElement, css, html, type TemplateResult } from "lit";
import { base } from "../styles.js";

/** How far something is that takes a while. */
export class Progress extends LitElement {
  static override properties = {
    done: { type: Number },
    total: { type: Number },
    label: {},
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .bar {
        height: 8px;
        border-radius: 4px;
        background: var(--msns-sunken);
        overflow: hidden;
      }
      .bar > div {
        height: 100%;
        background: var(--msns-accent);
        transition: width 200ms;
      }
      @media (prefers-reduced-motion: reduce) {
        .bar > div {
          transition: none;
        }
      }
    `,
  ];
  declare done: number;
  declare total: number;
  /** What is being done, and how far it is, in words. */
  declare label: string;

  constructor() {
    super();
    this.done = this.total = 0;
    this.label = "";
  }

  override render(): TemplateResult {
    const share = this.total > 0 ? Math.min(1, this.done / this.total) : 0;
    return html`<div class="stack">
      <p role="status">${this.label}</p>
      <div
        class="bar"
        role="progressbar"
        aria-label=${this.label}
        aria-valuemin="0"
        aria-valuemax=${this.total}
        aria-valuenow=${Math.min(this.done, this.total)}
      >
        <div style="width: ${share * 100}%"></div>
      </div>
    </div>`;
  }
}

customElements.define("msns-progress", Progress);
