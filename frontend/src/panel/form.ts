import { LitElement, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import type { Value, Values } from "./form-state.js";
import { formStyles } from "./form-styles.js";
import { icon } from "./icons.js";

/** A field of a form. Values are text, those of switches true or false. */
export interface FormField {
  name: string;
  label: string;
  kind: "text" | "number" | "select" | "switch" | "secret" | "lines";
  help?: string;
  /** What it will be where it is left empty. */
  placeholder?: string;
  options?: readonly { value: string; label: string }[];
  required?: boolean;
  unit?: string;
  /** A key that is there and not shown; `msns-reveal` asks for it. */
  kept?: boolean;
  readonly?: boolean;
  /** Text that is no prose: an EUI, a key. */
  mono?: boolean;
}

/** Fields under a heading; those that are seldom needed are folded away. */
export interface FormSection {
  heading?: string;
  folded?: boolean;
  fields: readonly FormField[];
}

/**
 * A form: what is wrong stands beside the field that it is about, for all fields at once. Fires
 * `msns-change` with `name` and `value`, and `msns-reveal` with a name.
 */
export class Form extends LitElement {
  static override properties = {
    words: { attribute: false },
    sections: { attribute: false },
    values: { attribute: false },
    problems: { attribute: false },
    notes: { attribute: false },
    busy: { type: Boolean },
    _revealed: { state: true },
  };
  static override styles = [base, formStyles];
  declare words: Words;
  declare sections: readonly FormSection[];
  declare values: Values;
  /** What is wrong, in sentences, by the name of the field. */
  declare problems: Readonly<Record<string, string>>;
  /** What is to be said of a field beside that, by its name. */
  declare notes: Readonly<Record<string, string>>;
  declare busy: boolean;
  declare private _revealed: ReadonlySet<string>;

  readonly #opened = new Set<string>();
  #isToShow = false;

  constructor() {
    super();
    this.sections = [];
    this.values = {};
    this.problems = {};
    this.notes = {};
    this.busy = false;
    this._revealed = new Set();
  }

  override render(): TemplateResult {
    const names = new Set(this.sections.flatMap((one) => one.fields.map((field) => field.name)));
    // What is about no field that is here still has to be said.
    const others = Object.entries(this.problems).filter(([name]) => !names.has(name));
    return html`${others.map(([, text]) => html`<p role="alert">${text}</p>`)}
    ${this.sections.map((section) => this.#section(section))}`;
  }

  /** Puts the cursor where something is wrong, and brings it into view, as soon as fields can be filled in. */
  showProblems(): void {
    this.#isToShow = true;
    this.requestUpdate();
  }

  override updated(): void {
    // A field has no cursor as long as something is under way.
    if (!this.#isToShow || this.busy || Object.keys(this.problems).length === 0) return;
    this.#isToShow = false;
    const wrong = this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
    wrong?.scrollIntoView({ block: "center" });
    if (wrong?.matches("input, select, textarea") === true) wrong.focus();
  }

  #section(section: FormSection): TemplateResult {
    const fields = html`<div class="fields">${section.fields.map((field) => this.#field(field))}</div>`;
    if (section.folded !== true) {
      return html`${section.heading === undefined ? nothing : html`<h3>${section.heading}</h3>`} ${fields}`;
    }
    const isWrong = section.fields.some(({ name }) => this.problems[name] !== undefined);
    const heading = section.heading ?? "";
    // One that was opened, by whomever, stays open until somebody closes it.
    if (isWrong) this.#opened.add(heading);
    return html`<details
      .open=${live(this.#opened.has(heading))}
      @toggle=${(event: Event) => {
        this.#fold(heading, (event.target as HTMLDetailsElement).open);
      }}
    >
      <summary
        @click=${(event: Event) => {
          // At once: what is drawn anew before the browser tells of it would close it again.
          event.preventDefault();
          this.#fold(heading, !this.#opened.has(heading));
          this.requestUpdate();
        }}
      >
        ${heading}
      </summary>
      ${fields}
    </details>`;
  }

  #fold(heading: string, isOpen: boolean): void {
    if (isOpen) this.#opened.add(heading);
    else this.#opened.delete(heading);
  }

  #field(field: FormField): TemplateResult {
    const { name } = field;
    const problem = this.problems[name];
    const note = this.notes[name];
    const ids = [
      problem === undefined ? "" : `${name}-problem`,
      note === undefined ? "" : `${name}-note`,
      field.help === undefined ? "" : `${name}-help`,
    ].filter(Boolean);
    const describedBy = ids.join(" ");
    return html`<div class="field ${field.kind === "lines" ? "wide" : ""}" data-field=${name}>
      ${
        field.kind === "switch"
          ? this.#switch(field, describedBy)
          : html`<label class="label" for=${name}>${field.label}${field.required === true ? " *" : ""}</label>
              <div class="input">
                ${this.#input(field, describedBy)}
                ${field.unit === undefined ? nothing : html`<span class="quiet">${field.unit}</span>`}
                ${field.kind === "secret" ? this.#reveal(field) : nothing}
              </div>`
      }
      ${
        problem === undefined
          ? nothing
          : html`<p class="problem" id="${name}-problem">${icon("alert")}<span>${problem}</span></p>`
      }
      ${note === undefined ? nothing : html`<p class="note" id="${name}-note">${note}</p>`}
      ${field.help === undefined ? nothing : html`<p class="quiet" id="${name}-help">${field.help}</p>`}
    </div>`;
  }

  #switch(field: FormField, describedBy: string): TemplateResult {
    return html`<label class="switch"
      ><input
        type="checkbox"
        id=${field.name}
        .checked=${live(this.values[field.name] === true)}
        ?disabled=${this.busy || field.readonly === true}
        aria-describedby=${describedBy || nothing}
        @change=${(event: Event) => {
          this.#change(field.name, (event.target as HTMLInputElement).checked);
        }}
      /><span class="label">${field.label}</span></label
    >`;
  }

  #input(field: FormField, describedBy: string): TemplateResult {
    const { name } = field;
    const value = String(this.values[name] ?? "");
    const invalid = this.problems[name] === undefined ? nothing : "true";
    if (field.kind === "select") {
      const options = field.options ?? [];
      const isKnown = value === "" || options.some((one) => one.value === value);
      return html`<select
        id=${name}
        ?disabled=${this.busy || field.readonly === true}
        aria-invalid=${invalid}
        aria-describedby=${describedBy || nothing}
        .value=${live(value)}
        @change=${this.#typed}
      >
        ${
          field.required === true && value !== ""
            ? nothing
            : html`<option value="" ?selected=${value === ""}>${field.placeholder ?? ""}</option>`
        }
        ${isKnown ? nothing : html`<option value=${value} selected>${value}</option>`}
        ${options.map(
          (one) => html`<option value=${one.value} ?selected=${one.value === value}>${one.label}</option>`,
        )}
      </select>`;
    }
    if (field.kind === "lines") {
      return html`<textarea
        id=${name}
        .value=${live(value)}
        placeholder=${field.placeholder ?? nothing}
        ?disabled=${this.busy}
        aria-invalid=${invalid}
        aria-describedby=${describedBy || nothing}
        @input=${this.#typed}
      ></textarea>`;
    }
    const isHidden = field.kind === "secret" && !this._revealed.has(name);
    return html`<input
      id=${name}
      class=${field.kind === "secret" || field.mono === true ? "mono" : ""}
      type=${isHidden ? "password" : "text"}
      inputmode=${field.kind === "number" ? "numeric" : nothing}
      autocomplete=${field.kind === "secret" ? "new-password" : "off"}
      autocapitalize="off"
      spellcheck="false"
      .value=${live(value)}
      placeholder=${field.placeholder ?? nothing}
      ?readonly=${field.readonly === true}
      ?disabled=${this.busy}
      aria-required=${field.required === true ? "true" : nothing}
      aria-invalid=${invalid}
      aria-describedby=${describedBy || nothing}
      @input=${this.#typed}
    />`;
  }

  #reveal(field: FormField): TemplateResult | typeof nothing {
    const { name } = field;
    const isRevealed = this._revealed.has(name);
    if (field.kept !== true && this.values[name] === undefined) return nothing;
    return html`<button
      type="button"
      class="plain"
      aria-pressed=${isRevealed ? "true" : "false"}
      aria-label=${this.words.text(isRevealed ? "panel.form.hide_key" : "panel.form.show_key", { field: field.label })}
      @click=${() => {
        const revealed = new Set(this._revealed);
        if (!revealed.delete(name)) {
          revealed.add(name);
          this.dispatchEvent(new CustomEvent<string>("msns-reveal", { detail: name }));
        }
        this._revealed = revealed;
      }}
    >
      ${this.words.text(isRevealed ? "panel.form.hide" : "panel.form.show")}
    </button>`;
  }

  readonly #typed = (event: Event): void => {
    const { id, value } = event.target as HTMLInputElement;
    this.#change(id, value);
  };

  #change(name: string, value: Value): void {
    this.dispatchEvent(new CustomEvent<FormChange>("msns-change", { detail: { name, value } }));
  }
}

export interface FormChange {
  name: string;
  value: Value;
}

customElements.define("msns-form", Form);
