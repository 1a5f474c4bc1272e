import { LitElement, css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { HASS, type Hass } from "../hass.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { Problems, run, type Response } from "./actions.js";
import "./dialog.js";
import { FieldWords } from "./field-words.js";
import "./form.js";
import type { Form, FormChange, FormField, FormSection } from "./form.js";
import { FormState, type Value, type Values } from "./form-state.js";
import type { PanelGatewayMessage } from "./messages.js";
import { toast } from "./toast.js";
import { Unsaved } from "./unsaved.js";

const PERIODS = ["32", "64", "128", "256", "512", "1024", "2048", "4096"];
const USUAL_PERIOD = "128";

/** The actions that add and modify something, and the field with its id. */
export interface Edited {
  add: string;
  modify: string;
  remove: string;
  list: string;
  listed: string;
  id: string;
}

/**
 * A dialog in which something is added, or changed where there is a `row` of it. What somebody else
 * changes meanwhile is shown, and not overwritten without a word. Fires `msns-close`.
 */
export abstract class EditDialog<RowT extends object> extends LitElement {
  static override properties: PropertyDeclarations = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    row: { attribute: false },
    gone: { type: Boolean },
    _state: { state: true },
    _problems: { state: true },
    _error: { state: true },
    _busy: { state: true },
    _fieldWords: { state: true },
  };
  static override styles = [
    base,
    css`
      .lead {
        margin-block-end: 12px;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  /** How it is; undefined for something new. */
  declare row: RowT | undefined;
  /** Whether somebody has deleted it meanwhile. */
  declare gone: boolean;
  declare private _state: FormState;
  declare private _problems: Readonly<Record<string, string>>;
  declare private _error: string;
  declare private _busy: boolean;
  declare private _fieldWords: FieldWords | undefined;
  readonly #unsaved = new Unsaved(
    this,
    () => this._state.isDirty,
    () => {
      this.#leave();
    },
  );
  /** Fields whose change by somebody else was told: to save once more replaces it. */
  readonly #toldOf = new Set<string>();
  readonly #keys = new Set<string>();

  constructor() {
    super();
    this._state = new FormState({});
    this._problems = {};
    this._error = "";
    this._busy = this.gone = false;
  }

  protected abstract readonly edited: Edited;
  protected abstract get heading(): string;
  /** What is in the form, as text and switches. */
  protected abstract valuesOf(row: RowT | undefined): Values;
  /** The fields that apply. */
  protected abstract sections(values: Values): FormSection[];
  /** A field as the action takes it. */
  protected sent(_name: string, value: Value): unknown {
    return value;
  }
  /** What is said above the form. */
  protected lead(): unknown {
    return nothing;
  }

  override firstUpdated(): void {
    void FieldWords.load(this.hass, this.edited.add).then((words) => {
      this._fieldWords = words;
    });
  }

  override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) this._state = new FormState(this.valuesOf(this.row));
    else if (changed.has("row")) this._state = this._state.now(this.valuesOf(this.row));
  }

  override render(): TemplateResult {
    const words = this.words;
    const { values } = this._state;
    const isReady = this._fieldWords !== undefined;
    return html`<msns-dialog
      .heading=${this.heading}
      .closeLabel=${words.text("panel.close")}
      @msns-close=${this.#close}
    >
      ${this._error === "" ? nothing : html`<p role="alert" class="lead">${this._error}</p>`}
      ${this.gone ? html`<p role="alert" class="lead">${words.text("panel.form.gone")}</p>` : nothing}
      ${this.lead()}
      ${
        isReady
          ? html`<msns-form
              .words=${words}
              .sections=${this.sections(values)}
              .values=${values}
              .problems=${this._problems}
              .notes=${this.#notes}
              .busy=${this._busy}
              @msns-change=${this.#changed}
              @msns-reveal=${this.#revealed}
            ></msns-form>`
          : nothing
      }
      <button slot="buttons" ?disabled=${this._busy} @click=${this.#close}>${words.text("panel.cancel")}</button>
      <button slot="buttons" class="main" ?disabled=${this._busy || !isReady} @click=${this.#save}>
        ${words.text(this._busy ? "panel.busy" : this.row === undefined ? "panel.add" : "panel.save")}
      </button>
    </msns-dialog>`;
  }

  /** A field with the name and the help that its action has. */
  protected field(name: string, kind: FormField["kind"], more: Partial<FormField> = {}): FormField {
    return {
      name,
      kind,
      label: this._fieldWords?.label(name) ?? name,
      help: this._fieldWords?.help(name) ?? "",
      ...more,
    };
  }

  protected options(selector: string, values: readonly string[]): { value: string; label: string }[] {
    return values.map((value) => ({ value, label: this._fieldWords?.option(selector, value) ?? value }));
  }

  /** What the gateway takes where a field is left empty, as far as that is known. */
  protected usual(value: number | string | undefined): { placeholder?: string } {
    if (value === undefined) return {};
    return { placeholder: this.words.text("panel.form.default", { value: String(value) }) };
  }

  /** How often a device of class B listens. */
  protected pingSlotPeriod(): FormField {
    const name = "ping_slot_period";
    const [usual] = this.options(name, [USUAL_PERIOD]);
    return this.field(name, "select", { ...this.usual(usual?.label), options: this.options(name, PERIODS) });
  }

  /** A key: of something that is there it is shown only when it is asked for. */
  protected key(name: string): FormField {
    const isThere = this.row !== undefined && !this.#keys.has(name);
    return this.field(name, "secret", {
      kept: this.row !== undefined,
      placeholder: this.words.text(isThere ? "panel.form.key_kept" : "panel.form.default_key"),
    });
  }

  readonly #label = (name: string): string => {
    const fields = this.sections(this._state.values).flatMap((one) => one.fields);
    return fields.find((one) => one.name === name)?.label ?? this._fieldWords?.label(name) ?? name;
  };

  get #notes(): Record<string, string> {
    const notes: Record<string, string> = {};
    for (const name of this._state.elsewhere) {
      notes[name] = this.words.text("panel.form.changed_elsewhere");
    }
    return notes;
  }

  readonly #changed = (event: CustomEvent<FormChange>): void => {
    const { name, value } = event.detail;
    this._state = this._state.with(name, value);
    const problems = Object.entries(this._problems).filter(([field]) => field !== name);
    this._problems = Object.fromEntries(problems);
  };

  readonly #revealed = async (event: CustomEvent<string>): Promise<void> => {
    if (this.row === undefined || this.#keys.has(event.detail)) return;
    const { list, listed, id } = this.edited;
    const key = this.#rowValue(id);
    try {
      const response = await run(this.hass, list, {
        config_entry_id: this.gateway.config_entry_id,
        search: String(list === "list_devices" ? key : this.#rowValue("name")),
        include_keys: true,
      });
      const rows = response[listed] as Record<string, unknown>[];
      const found = rows.find((one) => one[id] === key);
      const keys = Object.entries(found ?? {}).filter(([name]) => name.endsWith("_key"));
      for (const [name] of keys) this.#keys.add(name);
      const shown = Object.fromEntries(
        keys.map(([name, value]) => [name, typeof value === "string" ? value : ""]),
      );
      this._state = new FormState({ ...this._state.base, ...shown }, this._state.changed, this._state.elsewhere);
    } catch (error) {
      this._error = await refusal(this.hass, error);
    }
  };

  readonly #close = (event?: Event): void => {
    event?.stopPropagation();
    // What is wrong with what is being saved has to be seen.
    if (!this._busy) this.#unsaved.leave();
  };

  #leave(): void {
    this.dispatchEvent(new CustomEvent("msns-close"));
  }

  readonly #save = async (): Promise<void> => {
    const { add, modify, id } = this.edited;
    const isNew = this.row === undefined;
    if (!isNew && !this._state.isDirty) {
      this.#leave();
      return;
    }
    this._busy = true;
    this._error = "";
    this._problems = {};
    const { data, before } = this.#given();
    const entry = { config_entry_id: this.gateway.config_entry_id };
    const named = isNew ? {} : { [id]: this.#rowValue(id) };
    try {
      const response = await run(
        this.hass,
        isNew ? add : modify,
        { ...entry, ...named, ...data },
        {
          expected: Object.fromEntries(Object.entries(before).filter(([name]) => !this.#toldOf.has(name))),
          label: this.#label,
        },
      );
      this.#saved(response, entry, named, before);
    } catch (error) {
      if (error instanceof Problems) {
        this._problems = error.fields;
        for (const name of error.changedElsewhere) this.#toldOf.add(name);
        this.renderRoot.querySelector<Form>("msns-form")?.showProblems();
      } else this._error = await refusal(this.hass, error);
    } finally {
      this._busy = false;
    }
  };

  /** What the action is given, and how the same fields were. */
  #given(): { data: Record<string, unknown>; before: Record<string, unknown> } {
    const isNew = this.row === undefined;
    const shown = new Set(this.sections(this._state.values).flatMap((one) => one.fields.map(({ name }) => name)));
    const wanted = isNew ? this._state.values : this._state.changed;
    const data: Record<string, unknown> = {};
    const before: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(wanted)) {
      // What is left empty of something new is for the gateway to choose, and no key is blank.
      if (!shown.has(name) || (value === "" && (isNew || name.endsWith("_key")))) continue;
      data[name] = this.sent(name, value);
      if (!isNew && !name.endsWith("_key")) before[name] = this.#rowValue(name);
    }
    return { data, before };
  }

  #rowValue(name: string): unknown {
    return (this.row as Record<string, unknown> | undefined)?.[name];
  }

  #saved(
    response: Response,
    entry: Record<string, unknown>,
    named: Record<string, unknown>,
    before: Record<string, unknown>,
  ): void {
    const { modify, remove, id } = this.edited;
    const isNew = this.row === undefined;
    const told = [
      this.words.text(isNew ? "panel.form.added" : "panel.form.saved"),
      ...(response.warnings ?? []),
      ...(response.differences ?? []).map((one) =>
        this.words.text("panel.form.kept_otherwise", {
          field: this.#label(one.field),
          kept: String(one.kept),
        }),
      ),
    ].join(" ");
    const made = isNew ? { [id]: response[id] ?? this._state.values[id] } : named;
    const base = this._state.base;
    const asItWas = Object.fromEntries(
      Object.keys(before).map((name) => [name, this.sent(name, base[name] ?? "")]),
    );
    const undo = isNew
      ? () => run(this.hass, remove, { ...entry, ...made })
      : () => run(this.hass, modify, { ...entry, ...named, ...asItWas });
    const canUndo = isNew || Object.keys(asItWas).length > 0;
    toast(this, { text: told, ...(canUndo && { undo }) });
    this.#leave();
  }
}
