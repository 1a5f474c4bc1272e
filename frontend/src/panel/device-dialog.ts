import { html, nothing, type TemplateResult } from "lit";
import { deviceLink } from "../links.js";
import { MILESIGHT_PORT } from "../milesight.js";
import { EditDialog } from "./edit-dialog.js";
import type { FormField, FormSection } from "./form.js";
import { asText, type Value, type Values } from "./form-state.js";
import type { ApplicationRow, DeviceRow, PayloadCodecRow, ProfileRow } from "./list-rows.js";

// As in `DEFAULT_PROFILE` of the integration.
const DEFAULT_PROFILE = "ClassA-OTAA";
const NO_CODEC = "0";

/** A LoRaWAN device: only the fields that apply to its profile and its Modbus mode. */
export class DeviceDialog extends EditDialog<DeviceRow> {
  static override properties = {
    applications: { attribute: false },
    profiles: { attribute: false },
    codecs: { attribute: false },
  };
  declare applications: readonly ApplicationRow[];
  declare profiles: readonly ProfileRow[];
  declare codecs: readonly PayloadCodecRow[];
  protected readonly edited = {
    add: "add_device",
    modify: "modify_device",
    remove: "delete_device",
    list: "list_devices",
    listed: "devices",
    id: "dev_eui",
  };

  protected get heading(): string {
    return this.row === undefined ? this.words.text("devices.add") : this.row.name || this.row.dev_eui;
  }

  protected valuesOf(row: DeviceRow | undefined): Values {
    const only = this.applications.length === 1 ? this.applications[0] : undefined;
    return {
      dev_eui: row?.dev_eui ?? "",
      name: row?.name ?? "",
      description: row?.description ?? "",
      application_id: asText(row === undefined ? only?.application_id : row.application_id),
      profile_id: row?.profile_id ?? "",
      payload_codec_id: asText(row?.payload_codec_id ?? 0),
      // The port on which devices of Milesight send.
      f_port: row === undefined ? MILESIGHT_PORT : asText(row.f_port),
      skip_f_cnt_check: row?.skip_f_cnt_check === true,
      dev_addr: row?.dev_addr ?? "",
      mb_mode: row?.mb_mode || "off",
      mb_frame_port: asText(row?.mb_frame_port || null),
      mb_tcp_port: asText(row?.mb_tcp_port || null),
    };
  }

  protected sections(values: Values): FormSection[] {
    const { words } = this;
    const isNew = this.row === undefined;
    const profile =
      this.profiles.find((one) => one.profile_id === values["profile_id"]) ??
      (values["profile_id"] === "" ? this.profiles.find((one) => one.name === DEFAULT_PROFILE) : undefined);
    const dev_eui = String(values["dev_eui"]);
    const counters = ["f_cnt_up", "f_cnt_down"].map((name) =>
      this.field(name, "number", { placeholder: isNew ? "0" : words.text("devices.counter_kept") }),
    );
    const join: FormField[] =
      profile?.supports_join === false
        ? [
            this.field("dev_addr", "text", { required: true, mono: true }),
            this.key("nwk_s_key"),
            this.key("app_s_key"),
            ...counters,
          ]
        : [this.key("app_key")];
    const isModbus = values["mb_mode"] !== "off";
    return [
      {
        fields: [
          this.field("dev_eui", "text", { required: isNew, readonly: !isNew, mono: true }),
          this.field("name", "text", { placeholder: dev_eui || "DevEUI" }),
          this.field("application_id", "select", {
            required: true,
            label: words.text("devices.column.application"),
            help: "",
            options: this.applications.map((one) => ({ value: asText(one.application_id), label: one.app_name })),
          }),
          this.field("profile_id", "select", {
            label: words.text("devices.column.profile"),
            help: "",
            required: !isNew,
            ...this.usual(DEFAULT_PROFILE),
            options: this.profiles.map((one) => ({ value: one.profile_id, label: one.name })),
          }),
          this.field("payload_codec_id", "select", {
            label: words.text("devices.column.codec"),
            help: "",
            required: true,
            options: codecOptions(this.codecs, this.row, words.text("devices.no_codec")),
          }),
          this.field("f_port", "number", this.usual("1")),
        ],
      },
      {
        heading: words.text(profile?.supports_join === false ? "devices.abp" : "devices.otaa"),
        fields: join,
      },
      {
        heading: words.text("devices.more"),
        folded: true,
        fields: [
          this.field("description", "lines", { placeholder: dev_eui || "DevEUI" }),
          this.field("skip_f_cnt_check", "switch"),
          this.field("mb_mode", "select", { required: true, options: this.options("mb_mode", ["off", "tcp", "rtu"]) }),
          ...(isModbus
            ? [this.field("mb_frame_port", "number"), this.field("mb_tcp_port", "number")]
            : []),
        ],
      },
    ];
  }

  protected override lead(): TemplateResult | typeof nothing {
    if (this.row === undefined) return nothing;
    const { device_id, on_default_key } = this.row;
    return html`${
      device_id === null
        ? nothing
        : html`<p class="lead">${deviceLink(device_id, this.words.text("devices.device_page"))}</p>`
    }${on_default_key ? html`<p class="lead quiet">${this.words.text("devices.default_key")}</p>` : nothing}`;
  }

  protected override sent(name: string, value: Value): unknown {
    return name === "payload_codec_id" && value === "" ? NO_CODEC : value;
  }
}

/** All codecs to choose from, the one that a device has among them even where no other is known. */
export function codecOptions(
  codecs: readonly PayloadCodecRow[],
  row: DeviceRow | undefined,
  none: string,
): { value: string; label: string }[] {
  const named = new Map(codecs.map((one) => [one.payload_codec_id, one.name]));
  const own = row?.payload_codec_id;
  if (own != null && own !== 0 && !named.has(own)) named.set(own, row?.payload_name || asText(own));
  const options = [...named].map(([id, name]) => ({ value: asText(id), label: name }));
  return [{ value: NO_CODEC, label: none }, ...options.sort((one, other) => one.label.localeCompare(other.label))];
}

customElements.define("msns-device-dialog", DeviceDialog);
