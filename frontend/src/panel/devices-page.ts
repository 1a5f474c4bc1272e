import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { base } from "../styles.js";
import "./bulk-dialog.js";
import { readCodecs } from "./actions.js";
import { changeMany } from "./bulk.js";
import "./device-dialog.js";
import type { ApplicationRow, DeviceRow, PayloadCodecRow, ProfileRow } from "./list-rows.js";
import { ListPage } from "./list-page.js";
import { ListStore } from "./list-store.js";
import { pageStyles } from "./page-styles.js";
import type { Column } from "./rows.js";
import { deviceEntities, type DeviceEntities } from "./signals.js";

const BULK = "edit";
// States of entities change all the time: the table follows them so often, in ms.
const STATES_EVERY = 5000;

/** The devices of a gateway: found, added, changed, deleted. */
export class DevicesPage extends ListPage<DeviceRow> {
  static override properties = {
    // States are shown here.
    hass: { attribute: false },
  };
  static override styles = [
    base,
    pageStyles,
    css`
      .key {
        font-family: var(--ha-font-family-code, monospace);
      }
    `,
  ];
  protected readonly path = "devices";
  protected readonly list = new ListStore<DeviceRow>(this, "devices", (row) => row.dev_eui);
  readonly #applications = new ListStore<ApplicationRow>(this, "applications", (row) =>
    String(row.application_id),
  );
  readonly #profiles = new ListStore<ProfileRow>(this, "profiles", (row) => row.profile_id);
  readonly #codecs = new ListStore<PayloadCodecRow>(this, "payload_codecs", (row) =>
    String(row.payload_codec_id),
  );
  #entities: ReadonlyMap<string, DeviceEntities> = new Map();
  #of: unknown;
  #statesAt = 0;
  #hasAskedForCodecs = false;

  override shouldUpdate(changed: PropertyValues): boolean {
    const isStatesOnly = changed.size === 1 && changed.has("hass");
    return !isStatesOnly || Date.now() - this.#statesAt > STATES_EVERY;
  }

  protected override columnsChange(changed: PropertyValues): boolean {
    const isDue = Date.now() - this.#statesAt > STATES_EVERY;
    const isOther = this.#of !== this.hass.entities || (isDue && changed.has("hass"));
    if (!isOther) return super.columnsChange(changed);
    this.#statesAt = Date.now();
    this.#of = this.hass.entities;
    this.#entities = deviceEntities(this.hass);
    return true;
  }

  protected keyOf(row: DeviceRow): string {
    return row.dev_eui;
  }

  protected override isOpen(key: string): boolean {
    return key === BULK ? this.chosen.length > 0 : super.isOpen(key);
  }

  protected counted(count: number): string {
    return this.words.devices(count);
  }

  protected actions(chosen: readonly DeviceRow[]): unknown {
    const { words } = this;
    return html`${this.addButton("devices.add")}
    ${
      chosen.length === 0
        ? nothing
        : html`<button @click=${this.#edit}>${words.text("devices.edit_many")}</button>
            <button class="danger" @click=${this.#delete}>${words.text("devices.delete_many")}</button>`
    }
    ${this.rest[0] === BULK ? this.#bulk() : nothing}`;
  }

  protected first(): TemplateResult {
    const { words } = this;
    return html`<div class="first">
      <h2>${words.text("devices.first")}</h2>
      <p>${words.text(this.#applications.rows.length === 0 ? "devices.first_application" : "devices.first_text")}</p>
      ${this.addButton("devices.add")}
    </div>`;
  }

  protected dialog(row: DeviceRow | undefined, gone: boolean): unknown {
    this.#askForCodecs();
    if (!this.#applications.isComplete || !this.#profiles.isComplete) return nothing;
    return html`<msns-device-dialog
      .hass=${this.hass}
      .words=${this.words}
      .gateway=${this.gateway}
      .applications=${this.#applications.rows}
      .profiles=${this.#profiles.rows}
      .codecs=${this.#codecs.rows}
      .row=${row}
      ?gone=${gone}
      @msns-close=${this.back}
    ></msns-device-dialog>`;
  }

  #bulk(): unknown {
    this.#askForCodecs();
    const chosen = this.chosen;
    if (chosen.length === 0) return nothing;
    return html`<msns-bulk-dialog
      .hass=${this.hass}
      .words=${this.words}
      .gateway=${this.gateway}
      .devices=${chosen}
      .applications=${this.#applications.rows}
      .profiles=${this.#profiles.rows}
      .codecs=${this.#codecs.rows}
      @msns-close=${this.back}
    ></msns-bulk-dialog>`;
  }

  /** Which codecs there are is read only when somebody may choose one. */
  #askForCodecs(): void {
    if (this.#hasAskedForCodecs) return;
    this.#hasAskedForCodecs = true;
    readCodecs(this.hass, this.gateway.config_entry_id).catch((error: unknown) => {
      void refusal(this.hass, error).then((reason) => {
        this.toast({ text: this.words.text("devices.no_codecs", { reason }) });
      });
    });
  }

  protected columns(): Column<DeviceRow>[] {
    const { words } = this;
    const label = (key: string): string => words.text(`devices.column.${key}`);
    const entity = (row: DeviceRow, which: "overdue" | "rssi"): string | undefined => {
      const id = row.device_id === null ? undefined : this.#entities.get(row.device_id)?.[which];
      const state = id === undefined ? undefined : this.hass.states[id]?.state;
      return state === "unavailable" || state === "unknown" ? undefined : state;
    };
    const has = (which: "overdue" | "rssi"): boolean =>
      [...this.#entities.values()].some((one) => one[which] !== undefined);
    const active = (row: DeviceRow): string | null =>
      row.active === null ? null : words.text(row.active ? "devices.active" : "devices.inactive");
    const overdue = (row: DeviceRow): string =>
      entity(row, "overdue") === "on" ? words.text("devices.overdue") : "";
    const signal = (row: DeviceRow): number | null => {
      const value = Number(entity(row, "rssi") ?? Number.NaN);
      return Number.isNaN(value) ? null : value;
    };
    const columns: Column<DeviceRow>[] = [
      { key: "name", label: label("name"), value: (row) => row.name || row.dev_eui, width: "minmax(10em, 2fr)" },
      {
        key: "eui",
        label: "DevEUI",
        value: (row) => row.dev_eui,
        cell: (row) => html`<span class="key">${row.dev_eui}</span>`,
        width: "11.5em",
        spare: 6,
      },
      {
        key: "profile",
        label: label("profile"),
        value: (row) => row.profile_name,
        filter: true,
        narrow: true,
        spare: 5,
      },
      { key: "application", label: label("application"), value: (row) => row.app_name, filter: true, spare: 2 },
      { key: "codec", label: label("codec"), value: (row) => row.payload_name, filter: true, spare: 3 },
      { key: "active", label: label("active"), value: active, filter: true, narrow: true, width: "6em" },
      {
        key: "seen",
        label: label("seen"),
        value: (row) => seenAt(row)?.getTime() ?? null,
        cell: (row) => {
          const at = seenAt(row);
          return at === undefined ? words.text("devices.never") : html`<span title=${words.moment(at)}>${words.ago(at)}</span>`;
        },
        unsearched: true,
        narrow: true,
        width: "7em",
      },
      { key: "model", label: label("model"), value: (row) => row.model, filter: true, width: "6em", spare: 1 },
      {
        key: "firmware",
        label: label("firmware"),
        value: (row) => row.firmware_version,
        filter: true,
        width: "6em",
        spare: 4,
      },
      { key: "description", label: label("description"), value: (row) => row.description, hidden: true },
    ];
    if (has("overdue")) {
      columns.splice(7, 0, { key: "overdue", label: label("overdue"), value: overdue, filter: true, narrow: true, width: "6em" });
    }
    if (has("rssi")) {
      columns.splice(8, 0, {
        key: "signal",
        label: label("signal"),
        value: signal,
        cell: (row) => {
          const value = signal(row);
          return value === null ? "–" : `${words.number(value)} dBm`;
        },
        numeric: true,
        unsearched: true,
        width: "6em",
      });
    }
    return columns;
  }

  readonly #edit = (): void => {
    this.go(this.path, BULK);
  };

  readonly #delete = (): void => {
    const chosen = this.chosen;
    const { words } = this;
    this.ask({
      title: words.text("devices.delete_title", { devices: words.devices(chosen.length) }),
      text: words.text("devices.delete_text"),
      names: chosen.map((one) => `${one.name || one.dev_eui} (${one.dev_eui})`),
      confirm: words.text("devices.delete_confirm", { devices: words.devices(chosen.length) }),
      act: async (tell) => {
        const entry = this.gateway.config_entry_id;
        const dev_euis = chosen.map((one) => one.dev_eui);
        const progress = (done: number, total: number): void => {
          tell(words.text("devices.bulk.progress", { done: words.number(done), devices: words.devices(total) }));
        };
        const { done, refused } = await changeMany(this.hass, entry, { dev_euis }, { progress }).outcome;
        this._selected = new Set(refused.keys());
        if (refused.size > 0) {
          throw new Error([words.text("devices.bulk.refused"), ...refused.values()].join(" "));
        }
        this.toast({ text: words.text("devices.deleted", { devices: words.devices(done.size) }) });
      },
    });
  };
}

function seenAt(row: DeviceRow): Date | undefined {
  const at = row.last_seen_at_time ?? row.last_seen_at;
  return at === null ? undefined : new Date(at);
}

customElements.define("msns-devices-page", DevicesPage);
