/** What an action tells of an official firmware. */
export interface OfficialFirmware {
  official_firmware_id: string | null;
  model: string | null;
  name: string | null;
  firmware_version: string | null;
  hardware_version: string | null;
  support_min_hardware_version: string | null;
  support_min_firmware_version: string | null;
  size: number | null;
  frequency_bands: string[];
  firmware_notes_en: string | null;
  firmware_notes_cn: string | null;
}

/** The firmware that was chosen: how actions name it, and what it is called. */
export interface Choice {
  given: Readonly<Record<string, string>>;
  label: string;
  version: string;
}

export function official(firmware: OfficialFirmware): Choice {
  const { model, official_firmware_id, name, firmware_version } = firmware;
  return {
    given: { model: model ?? "", official_firmware_id: official_firmware_id ?? "" },
    label: name ?? [model, firmware_version].filter(Boolean).join(" "),
    version: firmware_version ?? "",
  };
}

export function own(name: string): Choice {
  return { given: { firmware_file: name }, label: name, version: "" };
}

/** The newest first; what has no version comes last. */
export function newestFirst(firmware: readonly OfficialFirmware[]): OfficialFirmware[] {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const bare = (one: OfficialFirmware): string => (one.firmware_version ?? "").replace(/^v/i, "");
  return [...firmware].sort((one, other) => compare(bare(other), bare(one)));
}

/** The name of a task: what is installed, and when it was made. At most as long as names may be. */
export function taskName(choice: Choice, at: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${choice.label.slice(0, 100)} ${day}`;
}
