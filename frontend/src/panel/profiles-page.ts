import { html, nothing, type TemplateResult } from "lit";
import { run } from "./actions.js";
import { ListPage } from "./list-page.js";
import type { ProfileRow } from "./list-rows.js";
import { ListStore } from "./list-store.js";
import "./profile-dialog.js";
import type { Column } from "./rows.js";

// What the gateway tells of a profile beside what it can be given.
const TOLD_ONLY = ["profile_id", "max_duty_cycle", "rf_region", "organization_id", "network_server_id", "using", "is_default"];

/** The device profiles of a gateway. */
export class ProfilesPage extends ListPage<ProfileRow> {
  protected readonly path = "profiles";
  protected readonly list = new ListStore<ProfileRow>(this, "profiles", (row) => row.profile_id);

  protected keyOf(row: ProfileRow): string {
    return row.profile_id;
  }

  protected counted(count: number): string {
    return this.words.counted("profiles", count);
  }

  protected first(): TemplateResult {
    return html`<div class="first">
      <h2>${this.words.text("profiles.first")}</h2>
      <p>${this.words.text("profiles.first_text")}</p>
      ${this.addButton("profiles.add")}
    </div>`;
  }

  protected dialog(row: ProfileRow | undefined, gone: boolean): unknown {
    return html`<msns-profile-dialog
      .hass=${this.hass}
      .words=${this.words}
      .gateway=${this.gateway}
      .row=${row}
      ?gone=${gone}
      @msns-close=${this.back}
    ></msns-profile-dialog>`;
  }

  protected actions(chosen: readonly ProfileRow[]): unknown {
    return html`${this.addButton("profiles.add")}
    ${
      chosen.length === 0
        ? nothing
        : html`<button class="danger" @click=${this.#delete}>${this.words.text("profiles.delete")}</button>`
    }`;
  }

  protected columns(): Column<ProfileRow>[] {
    const { words } = this;
    const label = (key: string): string => words.text(`profiles.column.${key}`);
    const yes = words.text("profiles.yes");
    return [
      { key: "name", label: label("name"), value: (row) => row.name, width: "minmax(10em, 2fr)" },
      {
        key: "join",
        label: label("join"),
        value: (row) => (row.supports_join === null ? null : row.supports_join ? "OTAA" : "ABP"),
        filter: true,
        narrow: true,
      },
      {
        key: "classes",
        label: label("classes"),
        value: (row) => ["A", row.supports_class_b === true ? "B" : "", row.supports_class_c === true ? "C" : ""].join(""),
        filter: true,
        narrow: true,
      },
      { key: "version", label: label("version"), value: (row) => row.mac_version, filter: true },
      {
        key: "rx2",
        label: label("rx2"),
        value: (row) => row.rx_freq2,
        cell: (row) => (row.rx_freq2 === null ? "–" : `${words.number(row.rx_freq2 / 1e6)} MHz, DR${row.rx_data_rate2 ?? "–"}`),
        width: "minmax(12em, 1fr)",
      },
      { key: "using", label: label("using"), value: (row) => (row.using === true ? yes : ""), filter: true },
      { key: "own", label: label("own"), value: (row) => (row.is_default === true ? yes : ""), filter: true },
    ];
  }

  readonly #delete = (): void => {
    const chosen = this.chosen;
    const { words } = this;
    const entry = { config_entry_id: this.gateway.config_entry_id };
    this.ask({
      title: words.text("profiles.delete_title", { profiles: words.counted("profiles", chosen.length) }),
      text: words.text("profiles.delete_text"),
      names: chosen.map((one) => one.name),
      confirm: words.text("profiles.delete_confirm"),
      act: async () => {
        const deleted: ProfileRow[] = [];
        try {
          for (const one of chosen) {
            await run(this.hass, "delete_profile", { ...entry, profile_id: one.profile_id });
            deleted.push(one);
          }
        } finally {
          const gone = new Set(deleted.map((one) => one.profile_id));
          this._selected = new Set([...this._selected].filter((key) => !gone.has(key)));
          if (deleted.length > 0) {
            this.toast({
              text: words.text("profiles.deleted", { profiles: words.counted("profiles", deleted.length) }),
              undo: async () => {
                for (const one of deleted) await run(this.hass, "add_profile", { ...entry, ...asGiven(one) });
              },
            });
          }
        }
      },
    });
  };
}

/** A profile as it can be added anew: no device used it, so that its id is of no interest. */
function asGiven(row: ProfileRow): Record<string, unknown> {
  const given = Object.entries(row).filter(
    ([name, value]) => !TOLD_ONLY.includes(name) && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(given);
}

customElements.define("msns-profiles-page", ProfilesPage);
