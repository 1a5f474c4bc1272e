import { EditDialog } from "./edit-dialog.js";
import type { FormSection } from "./form.js";
import { asText, type Values } from "./form-state.js";
import type { MulticastGroupRow } from "./list-rows.js";

/** A multicast group: who is in it is chosen elsewhere. */
export class GroupDialog extends EditDialog<MulticastGroupRow> {
  protected readonly edited = {
    add: "add_multicast_group",
    modify: "modify_multicast_group",
    remove: "delete_multicast_group",
    list: "list_multicast_groups",
    listed: "multicast_groups",
    id: "multicast_group_id",
  };

  protected get heading(): string {
    return this.row === undefined ? this.words.text("groups.add") : this.row.name;
  }

  protected valuesOf(row: MulticastGroupRow | undefined): Values {
    return {
      name: row?.name ?? "",
      group_type: row?.group_type ?? "CLASS_C",
      mc_addr: row?.mc_addr ?? "",
      dr: asText(row?.dr),
      frequency: asText(row?.frequency),
      ping_slot_period: asText(row?.ping_slot_period),
    };
  }

  protected sections(values: Values): FormSection[] {
    const { words } = this;
    const { region } = this.gateway;
    const isClassB = values["group_type"] === "CLASS_B";
    const frequency = isClassB ? region?.ping_slot_frequency : region?.rx2_frequency;
    const rate = isClassB ? region?.ping_slot_data_rate : region?.rx2_data_rate;
    return [
      {
        fields: [
          this.field("name", "text", { required: true }),
          this.field("group_type", "select", {
            required: true,
            options: [
              { value: "CLASS_C", label: "C" },
              { value: "CLASS_B", label: "B" },
            ],
          }),
          this.field("frequency", "number", { unit: "Hz", ...this.usual(frequency) }),
          this.field("dr", "number", this.usual(rate)),
          ...(isClassB ? [this.pingSlotPeriod()] : []),
        ],
      },
      {
        heading: words.text("groups.session"),
        fields: [
          this.field("mc_addr", "text", { mono: true, ...this.usual("11111111") }),
          this.key("mc_nwk_s_key"),
          this.key("mc_app_s_key"),
          this.field("f_cnt", "number", {
            placeholder: this.row === undefined ? "0" : words.text("devices.counter_kept"),
          }),
        ],
      },
    ];
  }
}

customElements.define("msns-group-dialog", GroupDialog);
