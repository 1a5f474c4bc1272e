/** What is filled in for a new device, so that there is little to do but to confirm it. */

import { MILESIGHT_PORT, isMilesight } from "../milesight.js";
import type { Choices } from "../panel/choices.js";
import type { Label } from "./label.js";
import type { CodecProposalMessage } from "./messages.js";
import { codecKey, type Round } from "./round.js";

type Values = Readonly<Record<string, string | boolean>>;

/** The profile that the gateway itself gives a device. */
const DEFAULT_PROFILE = "ClassA-OTAA";

/**
 * What a device may be called: after a name that ends in a number comes the next number, else it is
 * the model with the last digits of the DevEUI, as its label has them.
 */
export function suggestedName(round: Round, devEui: string, model: string): string {
  const last = round.devices.at(-1)?.name ?? "";
  const counted = /^(.*\D|)(\d{1,4})$/.exec(last);
  const isSuggested = last.endsWith(` ${round.devices.at(-1)?.devEui.slice(-4) ?? ""}`);
  if (counted !== null && !isSuggested) {
    const [, before = "", number = "0"] = counted;
    let next = Number(number);
    let name: string;
    do {
      next++;
      name = `${before}${String(next).padStart(number.length, "0")}`;
    } while (round.devices.some((one) => one.name === name));
    return name;
  }
  return `${model || "LoRaWAN"} ${devEui.slice(-4)}`;
}

/** What was chosen for the last device, else what there is only one of, and what is usual. */
export function suggestedValues(label: Label, round: Round, choices: Choices | undefined): Record<string, string> {
  const kept = round.choices;
  const [only, another] = choices?.applications ?? [];
  const application = only !== undefined && another === undefined ? String(only.application_id) : "";
  const profile = choices?.profiles.find((one) => one.profile_name === DEFAULT_PROFILE);
  return {
    name: suggestedName(round, label.devEui, ""),
    area_id: kept.area_id ?? "",
    application_id: kept.application_id ?? application,
    profile_id: kept.profile_id ?? profile?.profile_id ?? "",
    payload_codec_id: kept[codecKey(label.devEui)] ?? "",
    f_port: kept.f_port ?? (isMilesight(label.devEui) ? MILESIGHT_PORT : ""),
    app_key: label.appKey ?? "",
  };
}

/** The codec that is surely meant, and a name by it, unless somebody has chosen already. */
export function withProposals(
  values: Values,
  label: Label,
  round: Round,
  proposals: readonly CodecProposalMessage[],
): Values {
  const [first, second] = proposals;
  const isSure = first !== undefined && (second === undefined || (first.used > 0 && second.used === 0));
  const isChosen = values.payload_codec_id !== "" || codecKey(label.devEui) in round.choices;
  const codec = isSure && !isChosen ? String(first.payload_codec_id) : values.payload_codec_id;
  return renamed({ ...values, payload_codec_id: codec ?? "" }, label, round, proposals);
}

/** A suggested name has the model in it, and follows it; one that a person has given stays. */
export function renamed(
  values: Values,
  label: Label,
  round: Round,
  proposals: readonly CodecProposalMessage[],
): Values {
  const named = (model: string): string => suggestedName(round, label.devEui, model);
  const isSuggested = ["", ...proposals.map((one) => one.name)].map(named).includes(String(values.name));
  if (!isSuggested) return values;
  const chosen = proposals.find((one) => String(one.payload_codec_id) === values.payload_codec_id);
  return { ...values, name: named(chosen?.name ?? "") };
}
