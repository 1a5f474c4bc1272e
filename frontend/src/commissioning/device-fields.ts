import type { Hass } from "../hass.js";
import type { Choices } from "../panel/choices.js";
import type { FormField, FormSection } from "../panel/form.js";
import type { Words } from "../words.js";
import type { CodecProposalMessage } from "./messages.js";

interface Surroundings {
  hass: Hass;
  words: Words;
  choices: Choices | undefined;
  /** None while they are looked for. */
  proposals: readonly CodecProposalMessage[] | undefined;
  values: Readonly<Record<string, string | boolean>>;
  /** Whether what is the same for all devices was chosen already. */
  isChosen: boolean;
}

/** The fields of a new device: those that differ from one to the next before those that do not. */
export function deviceFields({ hass, words, choices, proposals, values, isChosen }: Surroundings): FormSection[] {
  const text = (key: string): string => words.text(`commissioning.${key}`);
  const label = (name: string): string => text(`field.${name}`);
  const inOrder = (options: { value: string; label: string }[]): { value: string; label: string }[] =>
    options.sort((one, other) => one.label.localeCompare(other.label, words.language));
  const key = (name: string): FormField => ({
    name,
    label: label(name),
    kind: "secret",
    placeholder: text("default_key"),
  });
  const { applications = [], profiles = [] } = choices ?? {};
  const profile = profiles.find((one) => one.profile_id === values.profile_id);
  const codecs = (proposals ?? []).map((one) => ({
    value: String(one.payload_codec_id),
    label: one.used > 0 ? `${one.name} (${words.devices(one.used)})` : one.name,
  }));
  return [
    {
      fields: [
        { name: "name", label: label("name"), kind: "text" },
        {
          name: "area_id",
          label: label("area_id"),
          kind: "select",
          options: inOrder(
            Object.values(hass.areas).map(({ area_id, name }) => ({ value: area_id, label: name })),
          ),
          placeholder: text("no_area"),
        },
        {
          name: "payload_codec_id",
          label: label("payload_codec_id"),
          kind: "select",
          options: codecs,
          placeholder: text(proposals === undefined ? "looking_for_model" : "no_codec"),
          ...(codecs.length > 1 && { help: text("several_models") }),
        },
        ...(profile?.supports_join !== false
          ? [key("app_key")]
          : [
              { name: "dev_addr", label: label("dev_addr"), kind: "text" as const, required: true, mono: true },
              key("nwk_s_key"),
              key("app_s_key"),
            ]),
      ],
    },
    {
      heading: text("same_for_all"),
      folded: isChosen,
      fields: [
        {
          name: "application_id",
          label: label("application_id"),
          kind: "select",
          required: true,
          options: inOrder(
            applications.map((one) => ({ value: String(one.application_id), label: one.app_name })),
          ),
        },
        {
          name: "profile_id",
          label: label("profile_id"),
          kind: "select",
          required: true,
          options: inOrder(profiles.map((one) => ({ value: one.profile_id, label: one.profile_name }))),
        },
        { name: "f_port", label: label("f_port"), kind: "number", placeholder: "1" },
      ],
    },
  ];
}
