import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { icon } from "../panel/icons.js";
import type { Column } from "../panel/rows.js";
import "../panel/table.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { cardStyles } from "../panel/card-styles.js";
import { STATES, grouped, lines, work, type Comparison, type Line } from "./comparison.js";

/**
 * How a gateway differs from a file, or what became of a restore. Fires `msns-restore` when the
 * person wants what differs to be written.
 */
export class ResultView extends LitElement {
  static override properties = {
    words: { attribute: false },
    compared: { attribute: false },
    done: { type: Boolean },
    busy: { type: Boolean },
    narrow: { type: Boolean },
  };
  static override styles = [
    base,
    cardStyles,
    css`
      ul.notes {
        list-style: disc;
        padding-inline-start: 20px;
      }
      .summary {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: var(--ha-font-size-l, 16px);
      }
      .numbers {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 24px;
      }
      .summary .good {
        color: var(--msns-good);
      }
      .summary .bad {
        color: var(--msns-bad);
      }
      .failures {
        max-height: 20rem;
        overflow: auto;
      }
      msns-table {
        height: min(60vh, 36rem);
      }
    `,
  ];
  declare words: Words;
  declare compared: Comparison;
  /** Whether it was restored, and not only compared. */
  declare done: boolean;
  /** Whether nothing can be restored now. */
  declare busy: boolean;
  declare narrow: boolean;
  #columns: Column<Line>[] = [];
  #lines: Line[] = [];

  constructor() {
    super();
    this.done = this.busy = this.narrow = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("words") || changed.has("done")) this.#columns = this.#columnsNow();
    if (changed.has("words") || changed.has("compared")) {
      this.#lines = lines(this.compared, (name) => this.#text(`field.${name}`) || name);
    }
  }

  override render(): TemplateResult {
    const { compared, done } = this;
    const isGood = compared.same || (done && compared.failed.length === 0);
    return html`<section class="card stack" aria-labelledby="result">
      <h2 id="result">${this.#text(done ? "after" : "comparison")}</h2>
      <p class="summary" role="status">
        <span class=${isGood ? "good" : "bad"}>${icon(isGood ? "check" : "alert")}</span>
        ${this.#summary()}
      </p>
      <ul class="numbers">
        ${STATES.filter((state) => compared[state].length > 0).map(
          (state) => html`<li><b>${this.words.number(compared[state].length)}</b> ${this.#text(`${this.#phase}.${state}`)}</li>`,
        )}
      </ul>
      ${
        compared.warnings.length === 0
          ? nothing
          : html`<ul class="notes">
              ${compared.warnings.map((one) => html`<li>${one}</li>`)}
            </ul>`
      }
      ${
        !done && work(compared) > 0
          ? html`<div class="row end">
              <button class="main" ?disabled=${this.busy} @click=${this.#restore}>${this.#text("restore")}</button>
            </div>`
          : nothing
      }
      ${this.#failures()}
      <msns-table
        .words=${this.words}
        name="backup-comparison"
        .label=${this.#text("comparison")}
        .counted=${this.#counted}
        .columns=${this.#columns}
        .rows=${this.#lines}
        .keyOf=${keyOf}
        ?narrow=${this.narrow}
      ></msns-table>
    </section>`;
  }

  #text(key: string): string {
    return this.words.text(`backup.${key}`);
  }

  get #phase(): "state" | "state_done" {
    return this.done ? "state_done" : "state";
  }

  #summary(): string {
    const { compared, done } = this;
    if (done) return this.#text(compared.failed.length > 0 ? "restored_part" : "restored");
    if (compared.same) return this.#text("same");
    return this.#text(work(compared) > 0 ? "different" : "nothing_to_do");
  }

  /** What could not be done, each reason once, with those that it is about. */
  #failures(): TemplateResult | typeof nothing {
    const reasons = grouped(this.compared.failed);
    if (reasons.length === 0) return nothing;
    return html`<h3>${this.#text("failures")}</h3>
      <ul class="notes failures" tabindex="0" aria-label=${this.#text("failures")}>
        ${reasons.map(
          ([reason, names]) => html`<li>
            ${reason}
            <p class="quiet">${names.join(", ")}</p>
          </li>`,
        )}
      </ul>`;
  }

  #columnsNow(): Column<Line>[] {
    const label = (key: string): string => this.#text(`column.${key}`);
    return [
      { key: "name", label: label("name"), value: (line) => line.name, width: "minmax(10rem, 2fr)" },
      {
        key: "kind",
        label: label("kind"),
        value: (line) => this.#text(`kind.${line.kind}`),
        width: "minmax(7rem, 1fr)",
        filter: true,
      },
      {
        key: "state",
        label: label("state"),
        value: (line) => this.#text(`${this.#phase}.${line.state}`),
        width: "minmax(8rem, 1fr)",
        filter: true,
        narrow: true,
      },
      { key: "dev_eui", label: label("dev_eui"), value: (line) => line.dev_eui ?? null, width: "10.5rem" },
      {
        key: "details",
        label: label("details"),
        value: (line) => line.details || null,
        cell: (line) => (line.details === "" ? nothing : html`<span title=${line.details}>${line.details}</span>`),
        width: "minmax(12rem, 4fr)",
        narrow: true,
      },
    ];
  }

  readonly #counted = (count: number): string => this.words.counted("things", count);

  readonly #restore = (): void => {
    this.dispatchEvent(new CustomEvent("msns-restore"));
  };
}

function keyOf(line: Line): string {
  return line.key;
}

customElements.define("msns-backup-result", ResultView);
