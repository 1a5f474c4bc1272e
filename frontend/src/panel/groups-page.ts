import { html, nothing, type TemplateResult } from "lit";
import { run } from "./actions.js";
import "./group-dialog.js";
import { ListPage } from "./list-page.js";
import type { DeviceRow, MulticastGroupRow, ProfileRow } from "./list-rows.js";
import { ListStore } from "./list-store.js";
import "./members-dialog.js";
import type { Column } from "./rows.js";

const MEMBERS = "members";

/** The multicast groups of a gateway, and their members. */
export class GroupsPage extends ListPage<MulticastGroupRow> {
  protected readonly path = "groups";
  protected readonly list = new ListStore<MulticastGroupRow>(
    this,
    "multicast_groups",
    (row) => row.multicast_group_id,
  );
  readonly #devices = new ListStore<DeviceRow>(this, "devices", (row) => row.dev_eui);
  readonly #profiles = new ListStore<ProfileRow>(this, "profiles", (row) => row.profile_id);

  protected keyOf(row: MulticastGroupRow): string {
    return row.multicast_group_id;
  }

  protected counted(count: number): string {
    return this.words.counted("groups", count);
  }

  protected first(): TemplateResult {
    return html`<div class="first">
      <h2>${this.words.text("groups.first")}</h2>
      <p>${this.words.text("groups.first_text")}</p>
      ${this.addButton("groups.add")}
    </div>`;
  }

  protected dialog(row: MulticastGroupRow | undefined, gone: boolean): unknown {
    if (row !== undefined && this.rest[1] === MEMBERS) {
      if (!this.#devices.isComplete || !this.#profiles.isComplete) return nothing;
      return html`<msns-members-dialog
        .hass=${this.hass}
        .words=${this.words}
        .gateway=${this.gateway}
        .group=${row}
        .devices=${this.#devices.rows}
        .profiles=${this.#profiles.rows}
        .narrow=${this.narrow}
        @msns-close=${this.back}
      ></msns-members-dialog>`;
    }
    return html`<msns-group-dialog
      .hass=${this.hass}
      .words=${this.words}
      .gateway=${this.gateway}
      .row=${row}
      ?gone=${gone}
      @msns-close=${this.back}
    ></msns-group-dialog>`;
  }

  protected actions(chosen: readonly MulticastGroupRow[]): unknown {
    const { words } = this;
    const [only] = chosen;
    return html`${this.addButton("groups.add")}
    ${
      chosen.length === 1 && only !== undefined
        ? html`<button
            @click=${() => {
              this.go(this.path, only.multicast_group_id, MEMBERS);
            }}
          >
            ${words.text("groups.members")}
          </button>`
        : nothing
    }
    ${chosen.length === 0 ? nothing : html`<button class="danger" @click=${this.#delete}>${words.text("groups.delete")}</button>`}`;
  }

  protected columns(): Column<MulticastGroupRow>[] {
    const { words } = this;
    const label = (key: string): string => words.text(`groups.column.${key}`);
    return [
      { key: "name", label: label("name"), value: (row) => row.name, width: "minmax(10em, 2fr)" },
      {
        key: "class",
        label: label("class"),
        value: (row) => row.group_type?.replace("CLASS_", "") ?? null,
        filter: true,
        narrow: true,
      },
      {
        key: "members",
        label: label("members"),
        value: (row) => row.devices.length,
        cell: (row) => html`<button
          class="plain"
          aria-label=${words.text("groups.members_of", { name: row.name })}
          @click=${() => {
            this.go(this.path, row.multicast_group_id, MEMBERS);
          }}
        >
          ${words.devices(row.devices.length)}
        </button>`,
        unsearched: true,
        narrow: true,
      },
      { key: "address", label: label("address"), value: (row) => row.mc_addr },
      {
        key: "frequency",
        label: label("frequency"),
        value: (row) => row.frequency,
        cell: (row) => (row.frequency === null ? "–" : `${words.number(row.frequency / 1e6)} MHz, DR${row.dr ?? "–"}`),
        width: "minmax(9em, 1fr)",
      },
      {
        key: "who",
        label: label("members"),
        value: (row) => row.devices.map((one) => `${one.name} ${one.dev_eui}`).join(" "),
        hidden: true,
      },
    ];
  }

  readonly #delete = (): void => {
    const chosen = this.chosen;
    const { words } = this;
    this.ask({
      title: words.text("groups.delete_title", { groups: words.counted("groups", chosen.length) }),
      text: words.text("groups.delete_text"),
      names: chosen.map((one) => `${one.name} (${words.devices(one.devices.length)})`),
      confirm: words.text("groups.delete_confirm"),
      act: async () => {
        for (const one of chosen) {
          await run(this.hass, "delete_multicast_group", {
            config_entry_id: this.gateway.config_entry_id,
            multicast_group_id: one.multicast_group_id,
          });
        }
        this._selected = new Set();
        this.toast({ text: words.text("groups.deleted", { groups: words.counted("groups", chosen.length) }) });
      },
    });
  };
}

customElements.define("msns-groups-page", GroupsPage);
