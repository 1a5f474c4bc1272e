import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { FIELDS, KEYS, type Columns, type Field } from "./columns.js";
import type { Table } from "./table.js";

/** Of a column, so many cells are shown. */
const SAMPLES = 3;

/** The columns of a table, and which field each is. Fires `msns-columns` with the fields of all. */
export class ColumnsView extends LitElement {
  static override properties = {
    words: { attribute: false },
    table: { attribute: false },
    columns: { attribute: false },
  };
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 8px;
        border-block-end: 1px solid var(--msns-line);
        text-align: -webkit-match-parent;
        text-align: match-parent;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      th,
      td {
        width: 33%;
      }
      summary {
        cursor: pointer;
        padding-block: 12px;
      }
      th {
        font-weight: var(--ha-font-weight-medium, 500);
      }
      select {
        width: 100%;
        min-width: 10em;
        min-height: 40px;
        padding: 4px 8px;
        border: 1px solid var(--msns-quiet);
        border-radius: 6px;
        background: var(--msns-surface);
        color: inherit;
        font: inherit;
      }
    `,
  ];
  declare words: Words;
  declare table: Table;
  declare columns: Columns;

  override render(): TemplateResult {
    const { unneeded, fields } = this.columns;
    const places = this.table.headings.map((_, place) => place);
    const isFolded = (place: number): boolean => unneeded.includes(place) && fields[place] == null;
    const folded = places.filter(isFolded);
    return html`${this.#table(places.filter((place) => !isFolded(place)))}
    ${
      folded.length === 0
        ? nothing
        : html`<details>
            <summary>${this.words.text("import.folded", { columns: this.words.counted("columns", folded.length) })}</summary>
            ${this.#table(folded)}
          </details>`
    }`;
  }

  #table(places: readonly number[]): TemplateResult {
    const text = (key: string): string => this.words.text(`import.${key}`);
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${text("column")}</th>
          <th scope="col">${text("cells")}</th>
          <th scope="col">${text("field")}</th>
        </tr>
      </thead>
      <tbody>
        ${places.map((place) => this.#column(this.table.headings[place] ?? "", place))}
      </tbody>
    </table>`;
  }

  #column(heading: string, place: number): TemplateResult {
    const { words, columns } = this;
    const chosen = columns.fields[place] ?? null;
    const name = heading || words.text("import.column_number", { number: place + 1 });
    const cells = this.table.rows
      .map(({ cells: row }) => (row[place] ?? "").trim())
      .filter(Boolean)
      .slice(0, SAMPLES);
    // Keys are shown nowhere; before a column is matched, what looks like one is taken for one.
    const isSecret = (cell: string): boolean =>
      (chosen !== null && KEYS.includes(chosen)) || /^[0-9a-f]{32}$/i.test(cell);
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="quiet">
        ${cells.map((cell) => html`<div>${isSecret(cell) ? "••••••••" : cell.slice(0, 60)}</div>`)}
      </td>
      <td>
        <select aria-label=${words.text("import.field_of", { column: name })} data-place=${place} @change=${this.#chosen}>
          <option value="" ?selected=${chosen === null}>
            ${words.text(columns.unneeded.includes(place) ? "import.not_needed" : "import.left_out")}
          </option>
          ${FIELDS.map(
            (field) =>
              html`<option value=${field} ?selected=${chosen === field}>${words.text(`import.fields.${field}`)}</option>`,
          )}
        </select>
        ${
          chosen !== null && columns.fields.filter((one) => one === chosen).length > 1
            ? html`<p role="alert">${words.text("import.twice")}</p>`
            : nothing
        }
      </td>
    </tr>`;
  }

  readonly #chosen = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const fields = [...this.columns.fields];
    fields[Number(select.dataset.place)] = (select.value || null) as Field | null;
    this.dispatchEvent(new CustomEvent("msns-columns", { detail: fields }));
  };
}

customElements.define("msns-columns-view", ColumnsView);
