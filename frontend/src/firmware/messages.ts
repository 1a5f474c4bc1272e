// Written by `script/frontend types` from web/firmware_messages.py of the integration.

/**
 * Whether a device can have a firmware, and why not.
 *
 * `INSTALLED` runs it or something newer, and could have it again. `BUSY` has an update already.
 * `OTHER_MODEL` is of another model; `NOT_LISTED` is not among the devices that the gateway names.
 */
export type Fit =
  | "fits"
  | "installed"
  | "busy"
  | "other_model"
  | "not_listed";

/**
 * What is wrong with a field, and how to have it in another language.
 */
export interface ProblemMessage {
  field: string;
  message: string;
  translation_key: string;
  translation_placeholders: Record<string, string>;
}

/**
 * A firmware file that Home Assistant keeps, with what its author says of it, if anything.
 */
export interface UploadMessage {
  name: string;
  size: number;
  md5: string;
  crc32: string;
  uploaded_at: string;
}

/**
 * All firmware files that Home Assistant keeps.
 */
export interface UploadsMessage {
  uploads: UploadMessage[];
}

/**
 * What became of a file: it is kept, or another one of its name is kept, or it is unfit.
 */
export interface UploadedMessage {
  uploaded: UploadMessage | null;
  present: UploadMessage | null;
  problems: ProblemMessage[];
}

/**
 * A device, and whether a firmware fits it. `device_id` is its device in Home Assistant.
 */
export interface FirmwareDeviceMessage {
  dev_eui: string;
  device_id: string | null;
  name: string;
  model: string | null;
  firmware_version: string | null;
  fit: Fit;
}

/**
 * All devices of a gateway, for one firmware.
 */
export interface FirmwareDevicesMessage {
  devices: FirmwareDeviceMessage[];
  warnings: string[];
  problems: ProblemMessage[];
}

/**
 * What a task would take: spans of time in seconds.
 */
export interface TaskEstimateMessage {
  fragments: number;
  sent_fragments: number;
  sending_time: number;
  duration: number;
  ends_at: string;
}

/**
 * What a task would take, what speaks against it, and what is unwise.
 *
 * `values` are the settings that it would be sent with, also those that nobody named.
 */
export interface EstimateMessage {
  estimate: TaskEstimateMessage | null;
  values: Record<string, number | string>;
  warnings: string[];
  problems: ProblemMessage[];
}
