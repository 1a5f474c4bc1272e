import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { refusal } from "../actions.js";
import { HASS, type Hass } from "../hass.js";
import { base } from "../styles.js";
import type { Words } from "../words.js";
import { run } from "./actions.js";
import "./dialog.js";
import type { DeviceRow, MulticastGroupRow, ProfileRow } from "./list-rows.js";
import type { PanelGatewayMessage } from "./messages.js";
import type { Column } from "./rows.js";
import "./table.js";
import { toast } from "./toast.js";
import { Unsaved } from "./unsaved.js";

/** Why a device is no member that hears the group, undefined where it is one. */
export function unfit(
  device: DeviceRow,
  group: MulticastGroupRow,
  profiles: ReadonlyMap<string, ProfileRow>,
): "class_b" | "class_c" | undefined {
  const profile = profiles.get(device.profile_id ?? "");
  if (group.group_type === "CLASS_B") return profile?.supports_class_b === false ? "class_b" : undefined;
  return profile?.supports_class_c === false ? "class_c" : undefined;
}

/** Who hears a multicast group together. Fires `msns-close`. */
export class MembersDialog extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    gateway: { attribute: false },
    group: { attribute: false },
    devices: { attribute: false },
    profiles: { attribute: false },
    narrow: { type: Boolean },
    _chosen: { state: true },
    _busy: { state: true },
    _error: { state: true },
  };
  static override styles = [
    base,
    css`
      msns-table {
        height: min(60vh, 32rem);
      }
      .lead {
        margin-block-end: 12px;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare gateway: PanelGatewayMessage;
  declare group: MulticastGroupRow;
  declare devices: readonly DeviceRow[];
  declare profiles: readonly ProfileRow[];
  declare narrow: boolean;
  /** What the person wants, where that differs from how it is: a DevEUI, and whether it is a member. */
  declare private _chosen: ReadonlyMap<string, boolean>;
  declare private _busy: boolean;
  declare private _error: string;
  readonly #unsaved = new Unsaved(
    this,
    () => {
      const { joining, leaving } = this.#changes;
      return joining.length + leaving.length > 0;
    },
    () => {
      this.#leave();
    },
  );
  #members: ReadonlySet<string> = new Set();
  #profiles: ReadonlyMap<string, ProfileRow> = new Map();
  #columns: readonly Column<DeviceRow>[] = [];

  constructor() {
    super();
    this._chosen = new Map();
    this._busy = this.narrow = false;
    this._error = "";
  }

  override willUpdate(changed: PropertyValues): void {
    if (!["group", "devices", "profiles"].some((one) => changed.has(one))) return;
    this.#members = new Set(this.group.devices.map((one) => one.dev_eui));
    this.#profiles = new Map(this.profiles.map((one) => [one.profile_id, one]));
    this.#columns = this.#columnsNow();
  }

  override render(): TemplateResult {
    const { words } = this;
    const { joining, leaving } = this.#changes;
    const isChanged = joining.length + leaving.length > 0;
    return html`<msns-dialog
      wide
      .heading=${words.text("groups.members_of", { name: this.group.name })}
      .closeLabel=${words.text("panel.close")}
      @msns-close=${this.#close}
    >
      ${this._error === "" ? nothing : html`<p role="alert" class="lead">${this._error}</p>`}
      <p class="lead" role="status">
        ${
          isChanged
            ? words.text("groups.changes", {
                joining: words.devices(joining.length),
                leaving: words.devices(leaving.length),
              })
            : words.text("groups.choose")
        }
      </p>
      <msns-table
        .words=${words}
        .label=${words.text("groups.choose")}
        .counted=${this.#counted}
        .columns=${this.#columns}
        .rows=${this.devices}
        .keyOf=${keyOf}
        .selected=${this.#selected}
        .refused=${this.#refused}
        .narrow=${this.narrow}
        selectable
        @msns-select=${this.#select}
      ></msns-table>
      <button slot="buttons" ?disabled=${this._busy} @click=${this.#close}>${words.text("panel.cancel")}</button>
      <button slot="buttons" class="main" ?disabled=${this._busy || !isChanged} @click=${this.#save}>
        ${words.text(this._busy ? "panel.busy" : "panel.save")}
      </button>
    </msns-dialog>`;
  }

  #columnsNow(): Column<DeviceRow>[] {
    const label = (key: string): string => this.words.text(`devices.column.${key}`);
    return [
      { key: "name", label: label("name"), value: (row) => row.name || row.dev_eui, width: "minmax(10em, 2fr)" },
      { key: "eui", label: "DevEUI", value: (row) => row.dev_eui, width: "11em" },
      { key: "profile", label: label("profile"), value: (row) => row.profile_name, filter: true },
      { key: "application", label: label("application"), value: (row) => row.app_name, filter: true },
      { key: "model", label: label("model"), value: (row) => row.model, filter: true, width: "6em" },
      {
        key: "member",
        label: this.words.text("groups.member"),
        value: (row) => (this.#members.has(row.dev_eui) ? this.words.text("profiles.yes") : ""),
        filter: true,
        width: "5em",
      },
      {
        key: "unfit",
        label: this.words.text("groups.unfit"),
        value: (row) => this.#refused(row) ?? "",
        narrow: true,
        width: "minmax(10em, 2fr)",
      },
    ];
  }

  readonly #counted = (count: number): string => this.words.devices(count);

  /** Why a device can't be chosen. Who is a member already can leave. */
  readonly #refused = (row: DeviceRow): string | undefined => {
    const reason = unfit(row, this.group, this.#profiles);
    if (reason === undefined || this.#members.has(row.dev_eui)) return undefined;
    return this.words.text(`groups.not_${reason}`);
  };

  get #selected(): ReadonlySet<string> {
    const selected = new Set(this.#members);
    for (const [key, isMember] of this._chosen) {
      if (isMember) selected.add(key);
      else selected.delete(key);
    }
    return selected;
  }

  get #changes(): { joining: string[]; leaving: string[] } {
    const chosen = [...this._chosen].filter(([key, is]) => this.#members.has(key) !== is);
    return {
      joining: chosen.filter(([, is]) => is).map(([key]) => key),
      leaving: chosen.filter(([, is]) => !is).map(([key]) => key),
    };
  }

  readonly #select = (event: CustomEvent<ReadonlySet<string>>): void => {
    const selected = event.detail;
    const chosen = new Map<string, boolean>();
    for (const key of selected) if (!this.#members.has(key)) chosen.set(key, true);
    for (const key of this.#members) if (!selected.has(key)) chosen.set(key, false);
    this._chosen = chosen;
  };

  readonly #save = async (): Promise<void> => {
    const { joining, leaving } = this.#changes;
    this._busy = true;
    this._error = "";
    try {
      const told = await this.#change(joining, leaving);
      toast(this, {
        text: [this.words.text("groups.changed", { name: this.group.name }), ...told].join(" "),
        undo: () => this.#change(leaving, joining),
      });
      this.#leave();
    } catch (error) {
      this._error = await refusal(this.hass, error);
    } finally {
      this._busy = false;
    }
  };

  /** Has devices join and leave, and returns what the gateway is to be warned of. */
  async #change(joining: readonly string[], leaving: readonly string[]): Promise<string[]> {
    const told: string[] = [];
    for (const [action, dev_euis] of [
      ["add_devices_to_multicast_group", joining],
      ["remove_devices_from_multicast_group", leaving],
    ] as const) {
      if (dev_euis.length === 0) continue;
      const response = await run(this.hass, action, {
        config_entry_id: this.gateway.config_entry_id,
        multicast_group_id: this.group.multicast_group_id,
        dev_euis,
      });
      told.push(...(response.warnings ?? []));
    }
    return told;
  }

  readonly #close = (event: Event): void => {
    event.stopPropagation();
    if (!this._busy) this.#unsaved.leave();
  };

  #leave(): void {
    this.dispatchEvent(new CustomEvent("msns-close"));
  }
}

function keyOf(row: DeviceRow): string {
  return row.dev_eui;
}

customElements.define("msns-members-dialog", MembersDialog);
