import { html, nothing, type TemplateResult } from "lit";
import { EditDialog } from "./edit-dialog.js";
import type { FormField, FormSection } from "./form.js";
import { asText, type Value, type Values } from "./form-state.js";
import type { ProfileRow } from "./list-rows.js";

// Regions with more channels than a gateway has; as in the integration.
const MANY_CHANNELS = ["CN470", "US915", "AU915"];

/** A device profile: only the fields that apply to its class and its region. */
export class ProfileDialog extends EditDialog<ProfileRow> {
  protected readonly edited = {
    add: "add_profile",
    modify: "modify_profile",
    remove: "delete_profile",
    list: "list_profiles",
    listed: "profiles",
    id: "profile_id",
  };

  protected get heading(): string {
    return this.row === undefined ? this.words.text("profiles.add") : this.row.name;
  }

  protected valuesOf(row: ProfileRow | undefined): Values {
    return {
      name: row?.name ?? "",
      // Milesight's devices join over the air.
      supports_join: String(row?.supports_join ?? true),
      supports_class_b: row?.supports_class_b === true,
      supports_class_c: row?.supports_class_c === true,
      supports_32bit_f_cnt: row?.supports_32bit_f_cnt ?? true,
      mac_version: row?.mac_version ?? "",
      reg_params_revision: row?.reg_params_revision ?? "",
      max_eirp: asText(row?.max_eirp),
      rx_dr_offset1: asText(row?.rx_dr_offset1),
      rx_data_rate2: asText(row?.rx_data_rate2),
      rx_freq2: asText(row?.rx_freq2),
      factory_preset_freqs: (row?.factory_preset_freqs ?? []).join(", "),
      enable_uplink_channels: (row?.enable_uplink_channels ?? []).join(", "),
      ping_slot_period: asText(row?.ping_slot_period),
      ping_slot_dr: asText(row?.ping_slot_dr),
      ping_slot_freq: asText(row?.ping_slot_freq),
      class_b_timeout: asText(row?.class_b_timeout),
      class_c_timeout: asText(row?.class_c_timeout),
    };
  }

  protected sections(values: Values): FormSection[] {
    const { words } = this;
    const { region, channel_plan } = this.gateway;
    const number = (name: string, value: number | undefined, unit?: string): FormField =>
      this.field(name, "number", { ...this.usual(value), ...(unit !== undefined && { unit }) });
    const version = (name: string, choices: readonly string[], value: string): FormField =>
      this.field(name, "select", {
        ...this.usual(value),
        required: this.row !== undefined,
        options: choices.map((one) => ({ value: one, label: one })),
      });
    const isClassB = values["supports_class_b"] === true;
    const hasChannels = channel_plan !== null && MANY_CHANNELS.includes(channel_plan);
    return [
      {
        fields: [
          this.field("name", "text", { required: true }),
          this.field("supports_join", "select", {
            required: true,
            help: "",
            options: this.options("supports_join", ["true", "false"]),
          }),
          this.field("supports_class_b", "switch"),
          this.field("supports_class_c", "switch"),
        ],
      },
      ...(isClassB
        ? [
            {
              heading: words.text("profiles.class_b"),
              fields: [
                this.pingSlotPeriod(),
                number("ping_slot_dr", region?.ping_slot_data_rate),
                number("ping_slot_freq", region?.ping_slot_frequency, "Hz"),
                number("class_b_timeout", 10, "s"),
              ],
            },
          ]
        : []),
      {
        heading: words.text("profiles.radio"),
        folded: true,
        fields: [
          number("rx_dr_offset1", 0),
          number("rx_data_rate2", region?.rx2_data_rate),
          number("rx_freq2", region?.rx2_frequency, "Hz"),
          number("max_eirp", 0, "dBm"),
          ...(values["supports_class_c"] === true ? [number("class_c_timeout", 10, "s")] : []),
          this.field("factory_preset_freqs", "text", { unit: "Hz" }),
          ...(hasChannels ? [this.field("enable_uplink_channels", "text")] : []),
          version("mac_version", ["1.0.0", "1.0.1", "1.0.2", "1.1.0"], "1.0.2"),
          version("reg_params_revision", ["A", "B"], "B"),
          this.field("supports_32bit_f_cnt", "switch"),
        ],
      },
    ];
  }

  protected override lead(): TemplateResult | typeof nothing {
    if (this.row?.using === true) return html`<p class="lead quiet">${this.words.text("profiles.in_use_text")}</p>`;
    return nothing;
  }

  protected override sent(name: string, value: Value): unknown {
    if (name !== "factory_preset_freqs" && name !== "enable_uplink_channels") return value;
    return String(value)
      .split(/[\s,;]+/)
      .filter(Boolean);
  }
}

customElements.define("msns-profile-dialog", ProfileDialog);
