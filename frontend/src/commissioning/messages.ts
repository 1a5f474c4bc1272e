// Written by `script/frontend types` from web/commissioning_messages.py of the integration.

/**
 * How far a new device is. `HEARD`: it has sent something after it joined.
 */
export type JoinState =
  | "waiting"
  | "joined"
  | "heard"
  | "gone";

/**
 * How well a device is heard, in a word. `POOR` will lose messages.
 */
export type SignalQuality =
  | "strong"
  | "good"
  | "weak"
  | "poor";

/**
 * A payload codec that fits, and how many similar devices have it already.
 */
export interface CodecProposalMessage {
  payload_codec_id: number;
  name: string;
  used: number;
}

/**
 * What is known of a DevEUI: whether the gateway has it.
 *
 * `device_id` and `name` are of the device in Home Assistant. `uplinks` is whether uplinks are
 * read here, so that the first one can be waited for.
 */
export interface LookedUpMessage {
  dev_eui: string;
  exists: boolean;
  name: string | null;
  device_id: string | null;
  uplinks: boolean;
}

/**
 * The payload codecs that would fit a new device, the likeliest first.
 */
export interface ProposalsMessage {
  proposals: CodecProposalMessage[];
}

/**
 * How far a device is that was added. `signal` is None where the uplink does not report it.
 *
 * `answers` is whether the gateway answered when it was last asked for the device.
 */
export interface JoiningMessage {
  dev_eui: string;
  device_id: string | null;
  state: JoinState;
  signal: SignalQuality | null;
  rssi: number | null;
  snr: number | null;
  answers: boolean;
}
