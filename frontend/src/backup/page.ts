import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { DOMAIN } from "../hass.js";
import { BETWEEN, Problems, inWords, problems, run } from "../panel/actions.js";
import "../panel/file-drop.js";
import { Followed } from "../panel/follow.js";
import "../panel/form.js";
import type { FormChange, FormSection } from "../panel/form.js";
import { Page } from "../panel/page.js";
import "../panel/progress.js";
import { base } from "../styles.js";
import { cardStyles } from "../panel/card-styles.js";
import type { Comparison } from "./comparison.js";
import { MOST_BYTES, describe, type BackupFile } from "./file.js";
import type { RestoreMessage } from "./messages.js";
import "./result-view.js";
import "./save-view.js";

// Kept while another gateway is chosen: a backup of one is compared with another.
let chosen: BackupFile | undefined;
let opening = "";

/** A gateway is saved as a file, compared with one, and restored from it. */
export class BackupPage extends Page {
  static override properties = {
    ...Page.properties,
    _file: { state: true },
    _problems: { state: true },
    _error: { state: true },
    _busy: { state: true },
    _compared: { state: true },
    _restore: { state: true },
  };
  static override styles = [
    base,
    cardStyles,
    css`
      .cards {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        align-items: start;
        gap: 16px;
      }
      :host([narrow]) .cards {
        grid-template-columns: minmax(0, 1fr);
      }
      .whole {
        grid-column: 1 / -1;
      }
      msns-file-drop p {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare private _file: BackupFile | undefined;
  /** What is wrong with the file and its passphrase, by field. */
  declare private _problems: Readonly<Record<string, string>>;
  declare private _error: string;
  declare private _busy: "" | "save" | "compare";
  declare private _compared: Comparison | undefined;
  declare private _restore: RestoreMessage | undefined;

  constructor() {
    super();
    this._file = chosen;
    this._problems = {};
    this._error = this._busy = "";
    new Followed<RestoreMessage>(
      this,
      () => ({ type: `${DOMAIN}/backup/follow`, config_entry_id: this.gateway.config_entry_id }),
      (message) => {
        this._restore = message;
      },
    );
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("_restore")) void this.#restoreTold();
  }

  override render(): TemplateResult {
    const running = this._restore?.is_running === true;
    const busy = this._busy !== "" || running;
    const restored = this.#restored;
    const compared = restored ?? this._compared;
    return html`<div class="cards">
      <msns-backup-save
        .hass=${this.hass}
        .words=${this.words}
        .gateway=${this.gateway}
        ?busy=${this._busy !== ""}
        @msns-saving=${(event: CustomEvent<boolean>) => {
          this._busy = event.detail ? "save" : "";
        }}
      ></msns-backup-save>
      ${this.#choose(busy)} ${running ? this.#progress(this._restore) : nothing}
      ${
        compared === undefined
          ? nothing
          : html`<msns-backup-result
              class="whole"
              .words=${this.words}
              .compared=${compared}
              ?done=${restored !== undefined}
              ?busy=${busy}
              ?narrow=${this.narrow}
              @msns-restore=${() => {
                this.#confirm(compared);
              }}
            ></msns-backup-result>`
      }
    </div>`;
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.text(`backup.${key}`, values);
  }

  // The file.

  #choose(busy: boolean): TemplateResult {
    const file = this._file;
    const passphrase = this._problems.file_passphrase;
    return html`<section class="card stack" aria-labelledby="open">
      <h2 id="open">${this.#text("open")}</h2>
      <p>${this.#text("open_text", { gateway: this.gateway.name })}</p>
      <msns-file-drop
        .label=${this.#text(file === undefined ? "choose" : "choose_other")}
        accept=".json,application/json"
        ?busy=${busy}
        @msns-file=${(event: CustomEvent<File>) => {
          void this.#take(event.detail);
        }}
      >
        ${file === undefined ? html`<p>${this.#text("drop")}</p>` : this.#described(file)}
      </msns-file-drop>
      ${
        file?.hasKeys === true
          ? html`<msns-form
              .words=${this.words}
              .sections=${this.#passphrase}
              .values=${{ file_passphrase: opening }}
              .problems=${passphrase === undefined ? {} : { file_passphrase: passphrase }}
              ?busy=${busy}
              @msns-change=${(event: CustomEvent<FormChange>) => {
                opening = String(event.detail.value);
                this._compared = undefined;
                this._problems = {};
                this.requestUpdate();
              }}
            ></msns-form>`
          : nothing
      }
      ${this._problems.file === undefined ? nothing : html`<p role="alert">${this._problems.file}</p>`}
      ${this._error === "" ? nothing : html`<p role="alert">${this._error}</p>`}
      <div class="row end">
        <button class="main" ?disabled=${busy || file === undefined} @click=${this.#compare}>
          ${this.#text(this._busy === "compare" ? "comparing" : "compare")}
        </button>
      </div>
    </section>`;
  }

  get #passphrase(): FormSection[] {
    const name = "file_passphrase";
    return [{ fields: [{ name, label: this.#text(name), kind: "secret", help: this.#text(`${name}_help`) }] }];
  }

  #described(file: BackupFile): TemplateResult {
    const { counts, savedAt } = file;
    const told =
      counts === undefined
        ? ""
        : [
            this.words.devices(counts.devices),
            this.words.counted("profiles", counts.profiles),
            this.words.counted("groups", counts.multicast_groups),
            this.#text(file.hasKeys ? "with_keys" : "without_keys"),
          ].join(", ");
    return html`<p>${file.name}</p>
      ${
        savedAt === undefined
          ? nothing
          : html`<p class="quiet">${this.#text("of", { gateway: file.gateway, at: this.words.moment(savedAt) })}</p>`
      }
      ${told === "" ? nothing : html`<p class="quiet">${told}</p>`}`;
  }

  async #take(file: File): Promise<void> {
    this._compared = undefined;
    this._problems = {};
    this._error = opening = "";
    this.#forget();
    if (file.size > MOST_BYTES) {
      this._file = chosen = undefined;
      this._error = this.#text("large", { file: file.name });
      return;
    }
    this._file = chosen = describe(file.name, await file.text());
  }

  // Comparing and restoring.

  get #given(): Record<string, unknown> {
    return {
      config_entry_id: this.gateway.config_entry_id,
      file: this._file?.text,
      ...(opening !== "" && { passphrase: opening }),
    };
  }

  readonly #compare = async (): Promise<void> => {
    this._busy = "compare";
    this._problems = {};
    this._error = "";
    this.#forget();
    try {
      const response = await run(this.hass, "compare_gateway", this.#given, { label: (field) => this.#field(field) });
      this._compared = response as unknown as Comparison;
    } catch (error) {
      this._compared = undefined;
      await this.#failed(error);
    } finally {
      this._busy = "";
    }
  };

  #confirm(compared: Comparison): void {
    const { added, changed } = compared;
    const overwritten = changed.map((one) => one.name);
    this.ask({
      title: this.#text("confirm", { gateway: this.gateway.name }),
      text: this.#text(overwritten.length === 0 ? "confirm_added" : "confirm_changed", {
        added: this.words.number(added.length),
        changed: this.words.number(changed.length),
      }),
      ...(overwritten.length > 0 && { names: overwritten }),
      confirm: this.#text("restore"),
      act: () => this.#send("restore", this.#given),
    });
  }

  async #restoreTold(): Promise<void> {
    const told = this._restore;
    if (told === undefined || !told.is_finished) return;
    this._compared = undefined;
    if (told.problems.length > 0) {
      await this.#failed(await problems(this.hass, told.problems, (field) => this.#field(field)));
    } else if (told.error !== null) this._error = await inWords(this.hass, told.error);
  }

  #forget(): void {
    if (this._restore?.is_finished !== true) return;
    void this.#send("forget").catch(() => undefined);
  }

  #progress(told: RestoreMessage | undefined): TemplateResult {
    const { done = 0, total = 0, is_stopping: isStopping = false } = told ?? {};
    const label = isStopping
      ? this.#text("stopping")
      : total === 0
        ? this.#text("reading")
        : this.#text("restoring", { done: this.words.number(done), total: this.words.number(total) });
    return html`<section class="card stack whole">
      <msns-progress .done=${done} .total=${total} .label=${label}></msns-progress>
      <p class="quiet">${this.#text("leave")}</p>
      <div class="row"><button ?disabled=${isStopping} @click=${this.#stop}>${this.#text("stop")}</button></div>
    </section>`;
  }

  readonly #stop = (): void => {
    this.ask({
      title: this.#text("stop"),
      text: this.#text("stop_text"),
      confirm: this.#text("stop"),
      act: () => this.#send("stop"),
    });
  };

  #send(verb: string, more: Record<string, unknown> = {}): Promise<unknown> {
    const { config_entry_id } = this.gateway;
    return this.hass.connection.sendMessagePromise({ type: `${DOMAIN}/backup/${verb}`, config_entry_id, ...more });
  }

  /** What became of the last restore, once it has ended. */
  get #restored(): Comparison | undefined {
    const told = this._restore;
    return told?.is_finished === true ? ((told.response ?? undefined) as Comparison | undefined) : undefined;
  }

  #field(name: string): string {
    return this.#text(`field.${name}`) || name;
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof Problems) {
      const { passphrase, ...others } = error.fields;
      this._problems = { ...others, ...(passphrase !== undefined && { file_passphrase: passphrase }) };
      this._error = Object.entries(others)
        .filter(([name]) => name !== "file")
        .map(([, text]) => text)
        .join(BETWEEN);
    } else this._error = await refusal(this.hass, error);
  }
}

customElements.define("msns-backup-page", BackupPage);
