import { MILESIGHT_PORT, isMilesight } from "../milesight.js";
import type { Choices } from "../panel/choices.js";
import type { FormField, FormSection } from "../panel/form.js";
import type { Words } from "../words.js";
import type { Columns, Field } from "./columns.js";
import type { Table } from "./table.js";

/** What rows may have in common: what they lack is taken from it. */
export function commonFields(words: Words, columns: Columns, choices: Choices | undefined): FormSection[] {
  const text = (key: string): string => words.text(`import.${key}`);
  const field = (name: Field): Omit<FormField, "kind"> => ({
    name,
    label: text(`fields.${name}`),
    help: text(columns.fields.includes(name) ? "common_blank" : "common_all"),
  });
  const { applications = [], profiles = [] } = choices ?? {};
  return [
    {
      heading: text("common"),
      fields: [
        {
          ...field("application_id"),
          kind: "select",
          // Without one no device is added; the others have what the gateway takes by itself.
          required: !columns.fields.includes("application_id"),
          options: applications.map((one) => ({ value: String(one.application_id), label: one.app_name })),
        },
        {
          ...field("profile_id"),
          kind: "select",
          placeholder: "ClassA-OTAA",
          options: profiles.map((one) => ({ value: one.profile_id, label: one.profile_name })),
        },
        { ...field("payload_codec_id"), kind: "text", placeholder: text("no_codec") },
        { ...field("f_port"), kind: "number", placeholder: "1" },
      ],
    },
  ];
}

/** What is filled in at first: what there is only one of, and the port of devices that are all Milesight's. */
export function suggestedCommon(table: Table, columns: Columns, choices: Choices | undefined): Record<string, string> {
  const [only, another] = choices?.applications ?? [];
  const place = columns.fields.indexOf("dev_eui");
  const areOurs = table.rows.every(({ cells }) => isMilesight((cells[place] ?? "").replace(/[\s:-]/g, "")));
  return {
    ...(only !== undefined && another === undefined && { application_id: String(only.application_id) }),
    ...(place >= 0 && areOurs && { f_port: MILESIGHT_PORT }),
  };
}
